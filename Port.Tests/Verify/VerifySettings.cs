// SPDX-License-Identifier: GPL-2.0-only
namespace VerifyTests;

/// <summary>Where a snapshot lies and what happens when it differs: the part of Verify's settings that plain text needs.</summary>
public sealed class VerifySettings
{
    public VerifySettings()
    {
    }

    public VerifySettings(VerifySettings? settings)
    {
        if (settings is null)
        {
            return;
        }

        Directory = settings.Directory;
        TypeName = settings.TypeName;
        MethodName = settings.MethodName;
        FileName = settings.FileName;
        ParametersText = settings.ParametersText;
        DiffEnabled = settings.DiffEnabled;
    }

    public string? Directory { get; private set; }

    internal string? TypeName { get; private set; }

    internal string? MethodName { get; private set; }

    internal string? FileName { get; private set; }

    internal string? ParametersText { get; private set; }

    internal bool DiffEnabled { get; private set; } = true;

    /// <summary>Puts the snapshot into a folder, relative to that of the source file.</summary>
    public void UseDirectory(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        Directory = directory;
    }

    /// <summary>Replaces the type's part of the file name. Not together with <see cref="UseFileName"/>.</summary>
    public void UseTypeName(string name)
    {
        ThrowIfBadFileName(name);
        ThrowIfFileNameDefined();
        TypeName = name;
    }

    /// <summary>Replaces the method's part of the file name. Not together with <see cref="UseFileName"/>.</summary>
    public void UseMethodName(string name)
    {
        ThrowIfBadFileName(name);
        ThrowIfFileNameDefined();
        MethodName = name;
    }

    /// <summary>Replaces type, method and parameters in the file name.</summary>
    public void UseFileName(string fileName)
    {
        ThrowIfBadFileName(fileName);
        if (MethodName is not null || TypeName is not null)
        {
            throw new InvalidOperationException($"{nameof(UseFileName)} is not compatible with {nameof(UseMethodName)} or {nameof(UseTypeName)}.");
        }

        FileName = fileName;
    }

    /// <summary>Replaces the parameters in the file name: <c>_text</c>.</summary>
    public void UseTextForParameters(string parametersText)
    {
        ThrowIfBadFileName(parametersText);
        ParametersText = parametersText;
    }

    /// <summary>Shows no difference in a tool.</summary>
    public void DisableDiff() => DiffEnabled = false;

    static void ThrowIfBadFileName(string name, [CallerArgumentExpression(nameof(name))] string argumentName = "")
    {
        ArgumentException.ThrowIfNullOrEmpty(name, argumentName);
        if (name.IndexOfAny(Path.GetInvalidFileNameChars()) is var at and >= 0)
        {
            throw new ArgumentException($"Invalid character for file name. Value: {name}. Char:{name[at]}", argumentName);
        }
    }

    void ThrowIfFileNameDefined([CallerMemberName] string caller = "")
    {
        if (FileName is not null)
        {
            throw new InvalidOperationException($"{caller} is not compatible with {nameof(UseFileName)}.");
        }
    }
}
