using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Conventions.Tests;

/// <summary>
/// A tensor that is made and passed on at once, as the first of <c>x.detach().clone()</c>, is nobody's while native code reads it: a
/// collection then ended the process. So in the library every such place runs under a scope that holds it, whoever calls.
/// </summary>
public sealed class TensorScopeTests
{
    [Fact]
    public void Every_tensor_on_the_way_is_held() => Convention.Holds(new TensorScan([typeof(StepGuard).Assembly.Location]).Found());

    [Fact]
    public void What_is_not_held_is_found()
    {
        string[] found = [.. new TensorScan([typeof(TensorScopeTests).Assembly.Location]).Found()];
        foreach (var method in typeof(Held).GetMethods().Where(method => method.DeclaringType == typeof(Held)))
            Assert.DoesNotContain(found, place => place.Contains($" Held.{method.Name} ", StringComparison.Ordinal));
        foreach (var method in typeof(NotHeld).GetMethods().Where(method => method.DeclaringType == typeof(NotHeld)))
            Assert.Contains(found, place => place.Contains($" NotHeld.{method.Name} ", StringComparison.Ordinal));
    }

    public static class NotHeld
    {
        public static Tensor Chained(Tensor x) => x.detach().clone();

        public static Tensor AsArgument(Tensor x) => x.matmul(x.detach());

        public static long InVariable(Tensor x)
        {
            var copy = x.clone();
            return copy.numel();
        }

        public static Tensor[] InLambda(Tensor[] all) => [.. all.Select(x => x.detach().clone())];

        public static long[] OfEmbedding(Embedding embedding) => embedding.weight!.shape;
    }

    public static class Held
    {
        public static Tensor Scoped(Tensor x)
        {
            using var scope = NewDisposeScope();
            return x.detach().clone().MoveToOuterDisposeScope();
        }

        public static Tensor Used(Tensor x)
        {
            using var plain = x.detach();
            return plain.clone();
        }

        public static Tensor InPlace(Tensor x) => zeros_like(x).copy_(x);

        public static Tensor Returned(Tensor x)
        {
            var copy = x.clone();
            copy.zero_();
            return copy;
        }

        public static Tensor CalledUnderScope(Tensor x)
        {
            using var scope = NewDisposeScope();
            return Unscoped(x).MoveToOuterDisposeScope();
        }

        public static (Tensor A, Tensor B) Paired(Tensor x) => (x.clone(), x.detach());

        private static Tensor Unscoped(Tensor x) => x.detach().clone();
    }
}
