// Two networks against each other under one guard: a critic with gradient penalty (WGAN-GP, Gulrajani et al. 2017, arXiv:1704.00028) and a
// generator that learns eight points on a circle. Each player is judged by its own history, one course of records is written.
//
//   dotnet run -c Release --project samples/gan

using Ballast;
using TorchSharp;
using static TorchSharp.torch;

NativeMend.Ensure(); // only needed where torch is used before anything of Ballast's, and only on older Linux systems
set_num_threads(1);
random.manual_seed(1);
using var generator = nn.Sequential(
    ("a", nn.Linear(8, 64)),
    ("b", nn.ReLU()),
    ("c", nn.Linear(64, 64)),
    ("d", nn.ReLU()),
    ("e", nn.Linear(64, 2))
);
using var critic = nn.Sequential(
    ("a", nn.Linear(2, 64)),
    ("b", nn.LeakyReLU(0.2)),
    ("c", nn.Linear(64, 64)),
    ("d", nn.LeakyReLU(0.2)),
    ("e", nn.Linear(64, 1))
);
using var generatorOptimizer = Optimizers.Adam(generator.parameters(), lr: 1e-3, beta1: 0.5);
using var criticOptimizer = Optimizers.Adam(critic.parameters(), lr: 1e-3, beta1: 0.5);
using var guard = JointGuard.For([new("critic", critic, criticOptimizer), new("generator", generator, generatorOptimizer)]);
for (var round = 0; round <= 800; round++)
{
    for (var turn = 0; turn < 5; turn++)
    {
        using var scope = NewDisposeScope();
        var (real, made) = (Circle(128), generator.call(randn(128, 8)).detach());
        criticOptimizer.zero_grad();
        var loss = critic.call(made).mean().sub(critic.call(real).mean()).add(Penalty(critic, real, made).mul(10.Held()), 1.Held());
        loss.backward();
        guard.Step("critic", loss);
    }

    using var own = NewDisposeScope();
    generatorOptimizer.zero_grad();
    var generatorLoss = critic.call(generator.call(randn(128, 8))).mean().neg();
    generatorLoss.backward();
    guard.Step("generator", generatorLoss);
    if (round % 200 == 0)
        Console.WriteLine($"round {round, 3}   {Caught(generator)} of 8 points met");
}

static Tensor Circle(int n)
{
    var angle = randint(0, 8, [n]).mul((Math.PI / 4).Held());
    return stack([angle.cos(), angle.sin()], 1).add(randn(n, 2).mul(0.05.Held()), 1.Held());
}

// the critic's slope is to be 1 between what is real and what is made
static Tensor Penalty(nn.Module<Tensor, Tensor> critic, Tensor real, Tensor made)
{
    var share = rand(real.shape[0], 1);
    var between = real.mul(share).add(made.mul(ones_like(share).sub(share)), 1.Held()).requires_grad_();
    var slope = autograd.grad([critic.call(between).sum()], [between], retain_graph: true, create_graph: true)[0];
    return slope.norm(1).sub(1.Held()).pow(2.Held()).mean();
}

static int Caught(nn.Module<Tensor, Tensor> generator)
{
    using var scope = NewDisposeScope();
    using var quiet = no_grad();
    var points = generator.call(randn(1000, 8));
    var angles = tensor(Enumerable.Range(0, 8).Select(i => (float)(i * Math.PI / 4)).ToArray());
    var centres = stack([angles.cos(), angles.sin()], 1);
    return (int)cdist(points, centres).lt(0.3.Held()).sum([0L]).gt(20.Held()).sum().item<long>();
}
