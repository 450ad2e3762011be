namespace Ballast.Lab;

internal sealed class LongLettersLate(bool explodes) : LongLetters(explodes)
{
    public override string Kind => "letter transformer, AdamW, rate at which the loss spikes late";

    protected override string Training => "long_letters";

    protected override string Fault =>
        "The rate doubles every 500 steps, as a schedule with its sign turned round "
        + "has it: all is well at first, then the loss spikes, and "
        + "then it does not come back.";

    protected override double Rate(bool explodes) => 3e-4;

    protected override double Factor(int step) => Math.Pow(2, step / 500.0);
}
