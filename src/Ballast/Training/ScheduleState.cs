namespace Ballast;

/// <summary>What a schedule has learned from the losses, as a part of a checkpoint; its place follows from the number of steps.</summary>
internal sealed class ScheduleState(LearningRateSchedule schedule) : ICheckpointed
{
    public void Save(BinaryWriter writer) => writer.Write(schedule.Save());

    public void Load(BinaryReader reader) => schedule.Load(reader.ReadString());
}
