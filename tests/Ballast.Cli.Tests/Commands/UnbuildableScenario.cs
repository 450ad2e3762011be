using Ballast.Lab;

namespace Ballast.Cli.Tests.Commands;

/// <summary>Throws where it is to be built.</summary>
public sealed class UnbuildableScenario : Scenario
{
    public override string Name => "unbuildable";

    public override string Kind => "fault of the scenario";

    public override string WhatExplodes => "Build.";

    public override int Steps => 1;

    public override double Trivial => 1;

    public override double Oracle => 0;

    public override Trial Build(int seed) => throw new FormatException("on purpose");
}
