using CsCheck;

namespace Ballast.Core.Tests.Rules;

public sealed class StateTextTests
{
    [Fact]
    public void Numbers_come_back_to_the_last_bit() =>
        Gen.Double.Array[0, 20].Sample(values => Assert.Equal(values, StateText.Read(StateText.Write(values, [3]), "a rule").Doubles));

    /// <summary>.NET's shortest text of 2^-25 is another number.</summary>
    [Fact]
    public void Every_power_of_two_too()
    {
        for (var exponent = -1074; exponent < 1024; exponent++)
        {
            var value = Math.ScaleB(1, exponent);
            Assert.Equal([value], StateText.Read(StateText.Write([value], []), "a rule").Doubles);
        }
    }
}
