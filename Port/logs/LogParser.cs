// SPDX-License-Identifier: GPL-2.0-only
namespace linux.logs;

/// <summary>One format: takes the lines of a log in turn and gathers its operations.</summary>
abstract class LogParser(string file)
{
	readonly Dictionary<string, int> passedOver = [];
	readonly Dictionary<string, long> seenSizes = [];

	/// <summary>The line being parsed, from 1.</summary>
	public int Line { get; set; }

	public List<Operation> Operations { get; } = [];
	public int Failed { get; protected set; }
	public int Skipped { get; protected set; }
	public int Joined { get; protected set; }
	public int Bookkeeping { get; protected set; }
	public IReadOnlyDictionary<string, int> PassedOver => passedOver;

	/// <summary>The largest size of each file that the log mentions without changing it (fstat), in bytes.</summary>
	public IReadOnlyDictionary<string, long> SeenSizes => seenSizes;

	public abstract LogFormat Format { get; }
	public abstract string FormatName { get; }

	/// <summary>Takes one line; blank lines and comments never get here.</summary>
	public abstract void Parse(ReadOnlySpan<byte> line);

	/// <summary>The log has ended.</summary>
	public virtual void Finish()
	{
	}

	protected LogException Error(string what) => new(file, Line, what);

	protected void PassOver(string name) => passedOver[name] = passedOver.GetValueOrDefault(name) + 1;

	protected void SeeSize(string path, long size) => seenSizes[path] = Math.Max(size, seenSizes.GetValueOrDefault(path));
}
