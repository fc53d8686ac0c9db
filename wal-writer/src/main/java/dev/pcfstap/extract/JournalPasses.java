package dev.pcfstap.extract;

import dev.pcfstap.journal.Damage;
import dev.pcfstap.journal.JournalCommit;
import dev.pcfstap.journal.JournalFiles;
import dev.pcfstap.journal.JournalOptions;
import dev.pcfstap.journal.JournalReader;
import dev.pcfstap.journal.JournalSource;
import dev.pcfstap.journal.JournalTools;
import dev.pcfstap.journal.ReadOptions;
import dev.pcfstap.journal.SnapshotConsumer;
import dev.pcfstap.tap.TapSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Plays one journal several times, each time the same records, even if the journal grows meanwhile: the first pass goes to
 * its end, the others as far as the first one came. Confined to one thread.
 */
public final class JournalPasses {
    private final JournalFiles disk;
    private final List<Path> inputs;
    private final ReadOptions options;
    private boolean measured;
    private long commits;
    private long identities;
    private List<Damage> damage = List.of();
    private List<Long> unknownStreams = List.of();

    public JournalPasses(JournalFiles disk, List<Path> inputs, ReadOptions options) {
        this.disk = disk;
        this.inputs = List.copyOf(inputs);
        this.options = options;
    }

    /**
     * Plays everything into a sink, which is not stopped, then closes what is still open, as {@link JournalSource#play} does.
     *
     * @throws IOException when the journal cannot be read, or is not the one any more that was read before
     */
    public void play(TapSink sink, SnapshotConsumer snapshots) throws IOException {
        try (JournalReader reader = JournalReader.open(disk, inputs, options)) {
            JournalSource source = new JournalSource(reader, sink, snapshots);
            CRC32C seen = new CRC32C();
            long played = 0;
            while ((!measured || played < commits) && source.step()) {
                played++;
                seen.update(identity(reader.commit()));
            }
            if (measured) {
                // The first pass looked behind the last commit, too, and may have met damage there, which is to be told
                // again.
                reader.advance();
            }
            source.finish();
            if (measured && (played != commits || seen.getValue() != identities)) {
                throw new IOException(inputs.get(0) + ": the journal changed while it was read");
            }
            measured = true;
            commits = played;
            identities = seen.getValue();
            damage = List.copyOf(reader.damage());
        }
    }

    /** What tells a commit from all others. */
    private static byte[] identity(JournalCommit commit) {
        String text = commit.segment().journal().hex() + commit.firstSequence() + " " + commit.endSequence() + ";";
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Writes what a plan keeps as a new journal, with an id and sequences of its own, and numbers the streams as {@link
     * JournalSource} does. What was open before the journal began stays known, unless the journal is one of several put
     * together. Segments begin with an empty snapshot, but for the first one in that case.
     *
     * @param to where; the folder must hold no journal
     */
    public JournalTools.Written write(JournalOptions to, CutPlan plan, SpanReplacement replacement) throws IOException {
        try (NewJournal journal = new NewJournal(disk, to)) {
            RestoredStreams restored = new RestoredStreams(plan, journal);
            play(new CuttingSink(plan, replacement, journal), restored);
            JournalTools.Written written = journal.finish(damage);
            journal.keep();
            unknownStreams = restored.unknown();
            return written;
        } catch (UncheckedIOException failure) {
            throw failure.getCause();
        }
    }

    /**
     * The streams in what was written last of which it does not say what was open when they began: they were open where a
     * later one of several journals began.
     */
    public List<Long> unknownStreams() {
        return unknownStreams;
    }

    /** What was damaged in what was read. */
    public List<Damage> damage() {
        return damage;
    }
}
