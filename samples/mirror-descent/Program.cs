// What the potential of mirror descent does, and what makes a learning rate safe. Prints Markdown tables; docs/mirror-descent.md
// shows and discusses them.
//
//   dotnet run -c Release --project samples/mirror-descent -- bias
//   dotnet run -c Release --project samples/mirror-descent -- area

using Ballast;
using static TorchSharp.torch;

NativeMend.Ensure();
set_num_threads(1);
if (args is ["bias"])
    ImplicitBias.Run();
else if (args is ["area"])
    LearningRateArea.Run();
else
    Console.Error.WriteLine("Say what to run: bias or area.");
