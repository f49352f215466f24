using System.IO.Compression;
using System.Text;
using IncidentTimeline.Cli.Importing;

namespace IncidentTimeline.Tests.Cli.Importing;

public sealed class WholeGzipStreamTests
{
    // Longer than any buffer on the way, and not the same all over.
    private static readonly byte[] Rows = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 40_000).Select(number => $"{{\"id\":{number * 7_919L % 104_729}}}\n")));

    [Fact]
    public void Whole_members_come_out_one_after_the_other()
    {
        var (read, fault) = Read([.. Pack(Rows), .. Pack("last\n"u8)]);

        fault.ShouldBeNull();
        read.ShouldBe([.. Rows, .. "last\n"u8]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(20_000)]
    public void A_file_that_is_cut_off_says_so_and_gives_nothing_that_was_not_in_it(int missing)
    {
        var (read, fault) = Read(Pack(Rows)[..^missing]);

        fault.ShouldBe("The packed file is cut off.");
        Rows.AsSpan().StartsWith(read).ShouldBeTrue();
    }

    [Fact]
    public void The_beginning_of_a_member_is_no_member()
    {
        var whole = Pack("row\n"u8);

        for (var length = 2; length < whole.Length; length++)
        {
            Read(whole[..length]).Fault.ShouldBe("The packed file is cut off.", $"{length} bytes");
            Read([.. whole, .. whole[..length]]).Fault.ShouldBe("The packed file is cut off.", $"{length} bytes more");
        }
    }

    [Theory]
    [InlineData("x")]
    [InlineData("more rows\n")]
    [InlineData("\0\0\0\0")]
    public void What_follows_and_is_no_gzip_is_told(string rest)
    {
        var (read, fault) = Read([.. Pack("row\n"u8), .. Encoding.UTF8.GetBytes(rest)]);

        fault.ShouldBe("Something that is no gzip follows the packed data.");
        read.ShouldBe("row\n"u8.ToArray());
    }

    // The last eight bytes: CRC-32, then the length.
    [Theory]
    [InlineData(8)]
    [InlineData(1)]
    public void A_sum_that_does_not_agree_is_damage(int fromEnd)
    {
        var packed = Pack("row\n"u8);
        packed[^fromEnd] ^= 1;

        Read(packed).Fault.ShouldBe("The packed file is damaged.");
    }

    private static (byte[] Read, string? Fault) Read(byte[] packed)
    {
        using var stream = new WholeGzipStream(new MemoryStream(packed));
        using var read = new MemoryStream();
        try
        {
            stream.CopyTo(read);
            return (read.ToArray(), null);
        }
        catch (InvalidDataException e)
        {
            return (read.ToArray(), e.Message);
        }
    }

    private static byte[] Pack(ReadOnlySpan<byte> bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }
}
