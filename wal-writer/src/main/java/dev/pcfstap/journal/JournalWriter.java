package dev.pcfstap.journal;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Appends to a journal folder: records are gathered by {@link #append} and written as one commit by {@link #commit}.
 *
 * <p>Confined to the thread that first appends; only {@link #progress()} may be asked by others. After {@link #open} no
 * failure of the disk is thrown: a segment that failed is abandoned, the commit is repeated in a new one, and when that
 * fails too it is counted, and told in gap records as soon as a segment can be written again.
 *
 * <p>If the options say so a long commit is written on another thread while the next one is gathered. One at a time: its outcome
 * is learnt before anything else is written, and until then it counts as neither committed nor lost.
 *
 * <p>A snapshot stands in the order of records where it was taken. The first commit of every segment holds one: alone, or,
 * when the segment was begun because another failed, behind the records that are repeated.
 */
public final class JournalWriter implements Closeable {
    private static final Logger LOG = LogManager.getLogger(JournalWriter.class);
    private static final int LONGEST_PAYLOAD = 16 << 20;
    private static final int FULL_BATCH = 8 << 20;

    private final BoundedSnapshots snapshots;
    private final JournalListener listener;
    private final FolderClaim claim;
    private final JournalStart start;
    private final SegmentChain chain;

    private @Nullable Thread owner;
    private boolean finished;
    private boolean closed;
    private boolean worthASnapshot;
    private long latestNanos;
    private volatile JournalProgress progress = JournalProgress.NONE;

    private JournalWriter(
            JournalFiles disk,
            JournalOptions options,
            SnapshotSource snapshots,
            JournalListener listener,
            FolderClaim claim,
            JournalStart start,
            Syncer syncer,
            WriteBehind behind) {
        this.snapshots = new BoundedSnapshots(snapshots);
        this.listener = listener;
        this.claim = claim;
        this.start = start;
        this.chain = new SegmentChain(disk, options, start, this.snapshots, claim, syncer, behind);
    }

    /**
     * Takes the folder's lock, verifies the last segment and begins a new one.
     *
     * @throws IOException when another writer has the folder, or nothing can be written there
     */
    public static JournalWriter open(
            JournalFiles disk,
            JournalOptions options,
            SnapshotSource snapshots,
            JournalListener listener,
            long nowNanos)
            throws IOException {
        Syncer syncer = options.sync() == SyncPolicy.ALWAYS ? Syncer.inPlace() : Syncer.beside();
        boolean behind = options.writeBehind() && options.sync() != SyncPolicy.ALWAYS;
        return open(
                disk,
                options,
                snapshots,
                listener,
                syncer,
                behind ? WriteBehind.from(WriteBehind.LEAST_BYTES) : WriteBehind.never(),
                nowNanos);
    }

    static JournalWriter open(
            JournalFiles disk,
            JournalOptions options,
            SnapshotSource snapshots,
            JournalListener listener,
            Syncer syncer,
            WriteBehind behind,
            long nowNanos)
            throws IOException {
        disk.createFolder(options.folder());
        FolderClaim claim = new FolderClaim(
                disk, options.folder(), disk.lock(options.folder().resolve(SegmentName.LOCK)));
        try {
            SegmentFiles.renameToAsciiDigits(disk, options.folder());
            JournalStart start = JournalStart.examine(disk, options.folder());
            for (Damage damage : start.damage()) {
                LOG.warn("the journal was not closed in order; {}", damage.line());
            }
            JournalWriter writer = new JournalWriter(disk, options, snapshots, listener, claim, start, syncer, behind);
            writer.latestNanos = nowNanos;
            writer.chain.begin(nowNanos);
            writer.report();
            return writer;
        } catch (IOException | RuntimeException failure) {
            syncer.close();
            behind.close();
            claim.close();
            throw failure;
        }
    }

    /** The journal's id. */
    public JournalId journal() {
        return start.journal();
    }

    /** What was found damaged at the end of the journal when it was opened. */
    public List<Damage> damageAtStart() {
        return start.damage();
    }

    /** The highest stream number used in this journal so far; a new stream must have a higher one. */
    public long highestStream() {
        return chain.beginning().highestStream();
    }

    /** The sequence at which this writer began. */
    public long firstSequence() {
        return start.nextSequence();
    }

    /** The sequence that the next appended record will have if its commit succeeds. */
    public long nextSequence() {
        return chain.nextSequence() + chain.batch().count();
    }

    /** The first sequence that retention has left; of what it is deleting, what is not known yet to be gone counts as left. */
    public long oldestSequence() {
        return chain.oldestSequence();
    }

    /** How far it has come. Any thread. */
    public JournalProgress progress() {
        return progress;
    }

    /** Whether another writer has the folder, so that nothing there may be touched any more. */
    boolean hasLostFolder() {
        return chain.hasLostFolder();
    }

    /** Whether a record appended now would be lost for sure: the disk failed and it is too early to try again. */
    public boolean outage(long nowNanos) {
        return chain.outage(nowNanos);
    }

    /**
     * Adds a record to the batch, which is committed first if it is full. Bytes longer than 16 MiB become several records;
     * any other payload must be shorter. When a snapshot is supplied by a decoder, that decoder must take these bytes after
     * this call.
     */
    public void append(RecordKind kind, long stream, long timeNanos, byte[] payload, int offset, int length) {
        assert confined();
        chain.beginning().usedStream(stream);
        int done = 0;
        try {
            done = appendParts(kind, stream, timeNanos, payload, offset, length);
        } finally {
            snapshots.insideChunk(false);
            if (done < length) {
                // An error, such as no memory for the batch: what is not in it is counted as lost.
                boolean toHost = kind == RecordKind.TO_HOST;
                boolean toConsole = kind == RecordKind.TO_CONSOLE;
                miss(stream, toHost ? length : 0, toConsole ? length : 0, timeNanos);
            }
        }
        worthASnapshot = true;
    }

    private int appendParts(RecordKind kind, long stream, long timeNanos, byte[] payload, int offset, int length) {
        int done = 0;
        do {
            int part = Math.min(LONGEST_PAYLOAD, length - done);
            snapshots.insideChunk(done > 0);
            int gathered = chain.batch().bodyLength();
            if (gathered > 0 && gathered + part > FULL_BATCH) {
                commit(timeNanos);
            }
            chain.batch().append(kind, stream, timeNanos, payload, offset + done, part);
            done += part;
        } while (done < length);
        return done;
    }

    /** Adds a record without a payload worth splitting. */
    public void append(RecordKind kind, long stream, long timeNanos, byte[] payload) {
        append(kind, stream, timeNanos, payload, 0, payload.length);
    }

    /** Counts a chunk that was not appended because of an {@link #outage}. */
    void miss(long stream, long toHostBytes, long toConsoleBytes, long timeNanos) {
        chain.losses().missed(stream, toHostBytes, toConsoleBytes, timeNanos);
    }

    /**
     * Adds a snapshot of the decoder's state, as it is now, to the batch.
     *
     * @return false when there is none now: there is no state, it is too long, or there were many not long ago
     */
    public boolean appendSnapshot(long nowNanos) {
        assert confined();
        boolean appended = chain.beginning().appendState(chain.batch(), nowNanos);
        if (appended) {
            worthASnapshot = false;
        }
        return appended;
    }

    /** Whether something other than a snapshot was appended since {@link #appendSnapshot}. */
    public boolean worthASnapshot() {
        return worthASnapshot;
    }

    /**
     * Writes the batch as one commit, and syncs it if the policy says always. A long batch may be left {@linkplain
     * #isUnderWay under way}; those before it are not.
     *
     * @return false when the batch is not in the journal, as far as is known; it is counted as lost then
     */
    public boolean commit(long nowNanos) {
        assert confined();
        latestNanos = Math.max(latestNanos, nowNanos);
        boolean kept = chain.commit(nowNanos);
        report();
        return kept;
    }

    /** Whether a commit is being written; what comes of it is learnt by the next {@link #commit}, {@link #sync} or {@link #look}. */
    public boolean isUnderWay() {
        return chain.isUnderWay();
    }

    /** To be called when there is nothing else to do: learns what came of the commit under way, if that has ended. */
    public void look(long nowNanos) {
        if (chain.hasEnded()) {
            commit(nowNanos);
        }
    }

    /**
     * To be called at every sync interval: commits, makes what was committed durable unless the policy leaves that to the
     * operating system, and looks after age and retention.
     */
    public void sync(long nowNanos) {
        commit(nowNanos);
        chain.sync(nowNanos);
        report();
    }

    /** Commits, and syncs unless the policy is {@link SyncPolicy#NONE}. Nothing can be appended any more. Idempotent. */
    void finish(long nowNanos) {
        if (!finished) {
            finished = true;
            sync(nowNanos);
            chain.close(nowNanos);
            report();
        }
    }

    /** Does what {@link #finish} does, and gives the folder free. Idempotent. */
    public void close(long nowNanos) {
        finish(nowNanos);
        if (closed) {
            return;
        }
        closed = true;
        try {
            claim.close();
        } catch (IOException failure) {
            LOG.debug("the lock could not be given back: {}", failure.toString());
        }
    }

    /** {@link #close(long)} at the latest time that this writer was told. */
    @Override
    public void close() {
        close(latestNanos);
    }

    private void report() {
        progress = chain.progress();
        listener.progressed(progress);
    }

    private boolean confined() {
        if (owner == null) {
            owner = Thread.currentThread();
        }
        return owner == Thread.currentThread();
    }
}
