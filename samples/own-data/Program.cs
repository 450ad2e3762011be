// Data of one's own in C#: two tensors are enough. What a network is given should be near 1 in size, and numbers that it predicts too; what
// they are scaled by belongs to the training part alone, and is not to be moved by a few wild values: medians, no means.
//
//   dotnet run --project samples/own-data

using Ballast;
using TorchSharp;
using static TorchSharp.torch;

NativeMend.Ensure(); // only needed where torch is used before anything of Ballast's, and only on older Linux systems
var flats = Flat.Draw(2000, seed: 1); // a database, a file, a sensor: whatever gives rows
using var x = tensor(flats.SelectMany(it => it.Numbers).ToArray()).reshape(flats.Length, -1);
using var y = tensor(flats.Select(it => it.Price).ToArray()).reshape(-1, 1);
var train = 1600;
using var scale = NewDisposeScope();
var (middleX, spreadX) = Scale(x.narrow(0, 0, train));
var (middleY, spreadY) = Scale(y.narrow(0, 0, train));
var (inputs, targets) = (x.sub(middleX).div(spreadX), y.sub(middleY).div(spreadY));

random.manual_seed(1);
using var model = nn.Sequential(("in", nn.Linear(3, 32)), ("act", nn.ReLU()), ("out", nn.Linear(32, 1)));
using var optimizer = Optimizers.Adam(model.parameters(), lr: 0.01);
using var batches = new Batches(inputs.narrow(0, 0, train), targets.narrow(0, 0, train), size: 50, seed: 1);
var loss = Losses.Huber(); // one price in a hundred is a typing error
var (testX, testY) = (inputs.narrow(0, train, flats.Length - train), targets.narrow(0, train, flats.Length - train));
var summary = new Trainer
{
    Model = model,
    Optimizer = optimizer,
    Loss = loss,
}.Fit(batches, () => Evaluation.On(model, loss, testX, testY), epochs: 30);

using (no_grad())
{
    var off = model.call(testX).sub(testY).abs().median().mul(spreadY).item<float>();
    Console.WriteLine($"{summary.Status.Name()}: half of the prices are within {off:n0} of {middleY.item<float>():n0}");
}

// the median, and how far half of all values lie from it
static (Tensor Middle, Tensor Spread) Scale(Tensor values)
{
    Tensor Middle(Tensor of) => of.kthvalue((of.shape[0] + 1) / 2, 0).values;
    var middle = Middle(values);
    return (middle, Middle(values.sub(middle).abs()));
}

/// <summary>A row: area in square metres, rooms, kilometres to the centre; the price.</summary>
internal sealed record Flat(float Area, float Rooms, float Distance, float Price)
{
    public float[] Numbers => [Area, Rooms, Distance];

    public static Flat[] Draw(int count, int seed)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(i =>
                {
                    var (area, distance) = (30 + (90 * random.NextSingle()), 15 * random.NextSingle());
                    var rooms = MathF.Round(1 + (area / 30) + random.NextSingle());
                    var price = area * (9000 - (350 * distance)) * (1 + (0.02f * rooms)) * (0.95f + (0.1f * random.NextSingle()));
                    return new Flat(area, rooms, distance, i % 100 == 99 ? price * 1000 : price);
                }),
        ];
    }
}
