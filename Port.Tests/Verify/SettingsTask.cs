// SPDX-License-Identifier: GPL-2.0-only
using System.Diagnostics.Contracts;

namespace VerifyTests;

/// <summary>A verification that has not begun: it runs when it is awaited or becomes a task, and can be given settings until then.</summary>
public sealed class SettingsTask(VerifySettings? settings, Func<VerifySettings, Task<VerifyResult>> buildTask)
{
    readonly VerifySettings _settings = new(settings);
    Task<VerifyResult>? _task;

    public VerifySettings CurrentSettings =>
        _task is null
            ? _settings
            : throw new InvalidOperationException(
                "This SettingsTask instance has already been converted to a Task and can no longer be modified. " +
                "Conversion to a Task occurs either through awaiting the instance or calling ToTask.");

    /// <inheritdoc cref="VerifySettings.UseDirectory"/>
    [Pure]
    public SettingsTask UseDirectory(string directory) => With(s => s.UseDirectory(directory));

    /// <inheritdoc cref="VerifySettings.UseTypeName"/>
    [Pure]
    public SettingsTask UseTypeName(string name) => With(s => s.UseTypeName(name));

    /// <inheritdoc cref="VerifySettings.UseMethodName"/>
    [Pure]
    public SettingsTask UseMethodName(string name) => With(s => s.UseMethodName(name));

    /// <inheritdoc cref="VerifySettings.UseFileName"/>
    [Pure]
    public SettingsTask UseFileName(string fileName) => With(s => s.UseFileName(fileName));

    /// <inheritdoc cref="VerifySettings.UseTextForParameters"/>
    [Pure]
    public SettingsTask UseTextForParameters(string parametersText) => With(s => s.UseTextForParameters(parametersText));

    /// <inheritdoc cref="VerifySettings.DisableDiff"/>
    [Pure]
    public SettingsTask DisableDiff() => With(s => s.DisableDiff());

    [Pure]
    public Task<VerifyResult> ToTask() => _task ??= buildTask(_settings);

    [Pure]
    public ConfiguredTaskAwaitable<VerifyResult> ConfigureAwait(bool continueOnCapturedContext) =>
        ToTask().ConfigureAwait(continueOnCapturedContext);

    [Pure]
    public TaskAwaiter<VerifyResult> GetAwaiter() => ToTask().GetAwaiter();

    [Pure]
    public static implicit operator Task<VerifyResult>(SettingsTask settingsTask) => settingsTask.ToTask();

    SettingsTask With(Action<VerifySettings> set)
    {
        set(CurrentSettings);
        return this;
    }
}
