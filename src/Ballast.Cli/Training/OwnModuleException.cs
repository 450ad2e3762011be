namespace Ballast.Cli;

/// <summary>A module of the user's own gave back what no training can go on with; the message names it and says what.</summary>
internal sealed class OwnModuleException(string message) : Exception(message);
