using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>
/// A text of a million letters in a language that nobody speaks: 300 words of two to eight letters, each followed by one of eight others,
/// the likelier ones more often, with a stop now and then. Letters are to be predicted one by one: spelling and word order are to be
/// learnt.
/// </summary>
internal static class InventedText
{
    public const int Symbols = 28;
    private const int Words = 300,
        Followers = 8,
        Letters = 26,
        Blank = 26,
        Stop = 27,
        Length = 1_000_000,
        HeldOut = 20_000,
        CleanRows = 64;
    private const double Ends = 0.1;

    private static readonly Lazy<Tensor> s_text = new(Write);

    /// <summary>The loss of knowing nothing but how frequent every symbol is: the entropy of single symbols.</summary>
    public const double Trivial = 3.04;

    /// <summary>Windows of the training text [n, length], and the symbol after each symbol.</summary>
    public static (Tensor X, Tensor Y) Draw(int count, int length, Generator generator) =>
        Windows(randint(Length - HeldOut - length - 1, [count], generator: generator).to(ScalarType.Int64), length);

    /// <summary>The same at even distances in the last 20,000 letters, which are never trained on.</summary>
    public static (Tensor X, Tensor Y) Clean(int length) =>
        Windows(Held.Arange(CleanRows).Times((HeldOut - length - 1) / CleanRows).Plus(Length - HeldOut), length);

    public static Tensor Loss(Tensor output, Tensor target) => nn.functional.cross_entropy(output.reshape(-1, Symbols), target.reshape(-1));

    private static (Tensor X, Tensor Y) Windows(Tensor starts, int length)
    {
        var places = starts.unsqueeze(1).Plus(Held.Arange(length));
        return (s_text.Value[places], s_text.Value[places.Plus(1)]);
    }

    private static Tensor Write()
    {
        var random = new Random(412);
        byte[][] words = [.. Enumerable.Range(0, Words).Select(_ => Word(random))];
        int[][] followers = [.. words.Select(_ => Enumerable.Range(0, Followers).Select(_ => random.Next(Words)).ToArray())];
        var text = new List<byte>(Length + 16);
        for (var word = 0; text.Count < Length; word = followers[word][Math.Min(random.Next(Followers), random.Next(Followers))])
        {
            text.AddRange(words[word]);
            if (random.NextDouble() < Ends)
                text.Add(Stop);
            text.Add(Blank);
        }

        using var scope = NewDisposeScope();
        return tensor(text.Take(Length).ToArray()).to(ScalarType.Int64).DetachFromDisposeScope();
    }

    private static byte[] Word(Random random) =>
        [.. Enumerable.Range(0, 2 + random.Next(7)).Select(_ => (byte)Math.Min(random.Next(Letters), random.Next(Letters)))];
}
