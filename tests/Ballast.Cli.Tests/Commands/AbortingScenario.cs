using Ballast.Lab;

namespace Ballast.Cli.Tests.Commands;

/// <summary>Ends its process without a word, as an abort in native code does.</summary>
public sealed class AbortingScenario : Scenario
{
    public override string Name => "aborting";

    public override string Kind => "native abort";

    public override string WhatExplodes => "The process.";

    public override int Steps => 1;

    public override double Trivial => 1;

    public override double Oracle => 0;

    public override Trial Build(int seed)
    {
        Environment.FailFast("on purpose");
        return null!;
    }
}
