// The guarded step in F#, as a script: dotnet fsi samples/fsharp/train.fsx
// (libtorch for Windows: libtorch-cpu-win-x64, for macOS: libtorch-cpu-osx-arm64)
#r "nuget: libtorch-cpu-linux-x64, 2.10.0"
#r "nuget: Ballast, *-*"

open Ballast
open TorchSharp

NativeMend.Ensure() // torch is used before anything of Ballast's
torch.random.manual_seed 1L |> ignore

let layers : torch.nn.Module<torch.Tensor, torch.Tensor> [] =
    [| torch.nn.Linear(10L, 64L); torch.nn.ReLU(); torch.nn.Linear(64L, 64L); torch.nn.ReLU(); torch.nn.Linear(64L, 1L) |]

let model = torch.nn.Sequential layers

// weights four times too large: without the guard the loss is NaN soon
for parameter in model.parameters () do
    use __ = torch.no_grad ()
    parameter.mul_ (HeldNumber.Held 4.0) |> ignore

let optimizer = Optimizers.SGD(model.parameters (), lr = 0.05, momentum = 0.9)
let guard = StepGuard.For(model, optimizer)
let direction = torch.randn (10L, 1L)

for step in 0..300 do
    use scope = torch.NewDisposeScope()
    let x = torch.randn (64L, 10L)
    optimizer.zero_grad ()
    let loss = torch.nn.functional.mse_loss (model.call x, x.matmul direction)
    loss.backward ()
    guard.Step loss |> ignore
    if step % 100 = 0 then printfn "step %d   loss %.4g" step (loss.item<float32> ())
