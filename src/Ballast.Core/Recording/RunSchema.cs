using System.Buffers.Binary;

namespace Ballast;

/// <summary>
/// The tables of a run file. A NULL in a column of numbers is NaN: that is SQLite's own rule for storing one, and sums in SQL
/// pass over it. Infinity is stored as it is. Blobs are little-endian float32, one number per parameter, and NULL where every
/// parameter has the number given in brackets.
/// </summary>
internal static class RunSchema
{
    /// <summary>Marks an SQLite file as a run: "BLST".</summary>
    public const int ApplicationId = 0x424C5354;

    /// <summary>Whether a file bears the mark; a look at its first bytes, which costs much less than opening it.</summary>
    public static bool Marks(string path)
    {
        const int place = 68; // of the application id in SQLite's header
        Span<byte> mark = stackalloc byte[sizeof(int)];
        try
        {
            using var file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
            return RandomAccess.Read(file, mark, place) == mark.Length && BinaryPrimitives.ReadInt32BigEndian(mark) == ApplicationId;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false; // gone meanwhile, or none of ours
        }
    }

    /// <summary>Raised whenever older readers would misread a file.</summary>
    public const int Version = 1;

    public static readonly string[] Sections =
    [
        "gradient_norms",
        "peaks",
        "non_finites",
        "gradient_scales",
        "change_norms",
        "weight_norms",
        "step_scales",
    ];

    /// <summary>Made in older files too when they are gone on with; those lack metrics, notices, ranks, the trivial predictor.</summary>
    public const string CreateLater = """
        CREATE TABLE IF NOT EXISTS metrics (
            step INTEGER NOT NULL, position INTEGER NOT NULL, name TEXT NOT NULL, value REAL,
            details BLOB,              -- float64; of classes, or a matrix row by row
            PRIMARY KEY (step, position)
        ) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS notices (
            step INTEGER NOT NULL, position INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY (step, position)
        ) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS ranks (
            step INTEGER NOT NULL, rank INTEGER NOT NULL,
            loss REAL, rows REAL NOT NULL, gradient_norm REAL, non_finite INTEGER NOT NULL,
            broken TEXT,               -- the first parameter or buffer that is not finite there
            PRIMARY KEY (step, rank)
        ) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS trivial (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            loss REAL, accuracy REAL,
            learned TEXT,              -- yes, no, worse; NULL where it cannot be told
            sentence TEXT NOT NULL
        );
        """;

    public static readonly string Create = $"""
        PRAGMA application_id = {ApplicationId};
        PRAGMA user_version = {Version};
        CREATE TABLE info (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE parameters (id INTEGER PRIMARY KEY, name TEXT NOT NULL, shape TEXT NOT NULL, calls INTEGER NOT NULL);
        CREATE TABLE steps (
            step INTEGER PRIMARY KEY,
            at REAL NOT NULL,          -- seconds since the run began
            loss REAL, accuracy REAL,  -- of the batch
            gradient_norm REAL, non_finite INTEGER NOT NULL,
            verdict TEXT NOT NULL, overruled INTEGER NOT NULL, scale REAL NOT NULL, reason TEXT NOT NULL,
            learning_rate REAL, loss_scale REAL,
            capped INTEGER NOT NULL, restarted INTEGER NOT NULL, update_ratio REAL,
            edits TEXT NOT NULL,       -- one per line
            elapsed REAL NOT NULL,     -- seconds in the guard
            gradient_norms BLOB, peaks BLOB,
            non_finites BLOB,          -- (0)
            gradient_scales BLOB,      -- (1)
            change_norms BLOB,         -- (not measured)
            weight_norms BLOB,         -- (not measured)
            step_scales BLOB           -- (1)
        );
        CREATE TABLE evaluations (step INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, loss REAL, accuracy REAL);
        {CreateLater}
        CREATE TABLE summary (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            status TEXT NOT NULL, reason TEXT NOT NULL, test_loss REAL, test_accuracy REAL, steps INTEGER NOT NULL,
            clipped INTEGER NOT NULL, capped INTEGER NOT NULL, skipped INTEGER NOT NULL, rolled_back INTEGER NOT NULL,
            non_finite_losses INTEGER NOT NULL, elapsed REAL NOT NULL
        );
        """;
}
