using Ballast.Cli;

StandardStreams.Guard();
NativeAbort.Watch();
return await BallastTool.RunAsync(args);
