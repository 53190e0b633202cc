// SPDX-License-Identifier: GPL-2.0-only
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace linux.logs;

/// <summary>Strings for spans of a log's bytes: the same bytes give the same string, without allocating it again.</summary>
sealed class NameTable
{
	readonly Dictionary<byte[], string> names = new(new Bytes());

	public string Get(ReadOnlySpan<byte> bytes)
	{
		var lookup = names.GetAlternateLookup<ReadOnlySpan<byte>>();
		if (!lookup.TryGetValue(bytes, out string? name))
			names[bytes.ToArray()] = name = Encoding.UTF8.GetString(bytes);
		return name;
	}

	sealed class Bytes : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
	{
		public bool Equals(byte[]? a, byte[]? b) => a.AsSpan().SequenceEqual(b);

		public bool Equals(ReadOnlySpan<byte> a, byte[] b) => a.SequenceEqual(b);

		public int GetHashCode([DisallowNull] byte[] bytes) => GetHashCode(bytes.AsSpan());

		public int GetHashCode(ReadOnlySpan<byte> bytes)
		{
			var hash = new HashCode();
			hash.AddBytes(bytes);
			return hash.ToHashCode();
		}

		public byte[] Create(ReadOnlySpan<byte> bytes) => bytes.ToArray();
	}
}
