namespace Ballast.Core.Tests.Recording;

/// <summary>Tests that listen to <see cref="SelfLog"/>, of which there is one per process: they run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class UsesSelfLog
{
    public const string Name = "self log";
}
