using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Ballast;

/// <summary>Ballast in a program with services.</summary>
public static class BallastServices
{
    /// <summary>
    /// Adds two sinks to be given to guards, one that logs (category <c>Ballast</c>) and one that feeds the meter <c>Ballast</c>:
    /// <c>GuardOptions.Auto with { Sinks = [.. services.GetServices&lt;IRecordSink&gt;()] }</c>. Each guard gets its own.
    /// </summary>
    /// <param name="services">Of the program; logging has to be among them.</param>
    public static IServiceCollection AddBallast(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddEnumerable(
            ServiceDescriptor.Transient<IRecordSink, LoggerSink>(provider =>
                new(provider.GetRequiredService<ILoggerFactory>().CreateLogger("Ballast"))
            )
        );
        services.TryAddEnumerable(
            ServiceDescriptor.Transient<IRecordSink, MeterSink>(provider => new(provider.GetService<IMeterFactory>(), null))
        );
        return services;
    }
}
