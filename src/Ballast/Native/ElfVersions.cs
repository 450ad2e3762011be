using System.Text;
using static System.Buffers.Binary.BinaryPrimitives;

namespace Ballast;

/// <summary>The symbol version requirements of a 64-bit little-endian ELF image (System V gABI, section .gnu.version_r).</summary>
internal static class ElfVersions
{
    private const uint VersionNeeds = 0x6ffffffe;
    private const ushort Weak = 2;

    /// <summary>
    /// Marks every requirement named <paramref name="version"/> weak, in place; false if there is none or this is no such image.
    /// </summary>
    public static bool Weaken(Span<byte> elf, string version)
    {
        if (elf.Length < 64 || !elf[..4].SequenceEqual("\u007fELF"u8) || elf[4] != 2 || elf[5] != 1)
            return false;
        var sections = (int)ReadUInt64LittleEndian(elf[0x28..]);
        int size = ReadUInt16LittleEndian(elf[0x3A..]),
            count = ReadUInt16LittleEndian(elf[0x3C..]);
        var found = false;
        for (var i = 0; i < count; i++)
        {
            var section = elf[(sections + (i * size))..];
            if (ReadUInt32LittleEndian(section[4..]) != VersionNeeds)
                continue;
            var names = elf[(sections + ((int)ReadUInt32LittleEndian(section[0x28..]) * size))..];
            var strings = (int)ReadUInt64LittleEndian(names[0x18..]);
            for (var need = (int)ReadUInt64LittleEndian(section[0x18..]); ; need += (int)ReadUInt32LittleEndian(elf[(need + 12)..]))
            {
                found |= WeakenLibrary(elf, need, strings, version);
                if (ReadUInt32LittleEndian(elf[(need + 12)..]) == 0)
                    break;
            }
        }

        return found;
    }

    // one needed library: a chain of auxiliary entries, each naming one version
    private static bool WeakenLibrary(Span<byte> elf, int need, int strings, string version)
    {
        var found = false;
        for (var entry = need + (int)ReadUInt32LittleEndian(elf[(need + 8)..]); ; entry += (int)ReadUInt32LittleEndian(elf[(entry + 12)..]))
        {
            var name = elf[(strings + (int)ReadUInt32LittleEndian(elf[(entry + 8)..]))..];
            if (Encoding.ASCII.GetString(name[..name.IndexOf((byte)0)]) == version)
            {
                WriteUInt16LittleEndian(elf[(entry + 4)..], (ushort)(ReadUInt16LittleEndian(elf[(entry + 4)..]) | Weak));
                found = true;
            }

            if (ReadUInt32LittleEndian(elf[(entry + 12)..]) == 0)
                return found;
        }
    }
}
