using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Service;

/// <summary>What a load balancer or an orchestrator asks: is the training well?</summary>
internal sealed class TrainingHealth(TrainingService training) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var state = training.State;
        return Task.FromResult(
            state.Status == "halted" ? HealthCheckResult.Unhealthy(state.Reason)
            : state.Refused > 0.05 * state.Steps
                ? HealthCheckResult.Degraded($"{state.Refused} of {state.Steps} steps were refused: {state.Reason}")
            : HealthCheckResult.Healthy(state.Status)
        );
    }
}
