namespace Ballast.Lab;

internal sealed class LongLettersAtOnce() : LongLetters(explodes: true)
{
    public override string Kind => "letter transformer, AdamW, rate too high from the start";

    protected override string Training => "long_letters_at_once";

    protected override string Fault => "AdamW at a rate of 0.03, a hundred times what the healthy one has: it diverges within ten steps.";

    protected override double Rate(bool explodes) => explodes ? 0.03 : 3e-4;
}
