namespace Ballast.Cli;

/// <summary>Shows a training. Disposing gives the terminal back as it was, also where the training ended without saying so.</summary>
internal interface IScreen : ITrainingProgress, IDisposable;
