package dev.pcfstap.filter;

import dev.pcfstap.pcfs.Evidence;
import dev.pcfstap.pcfs.NoteKind;
import dev.pcfstap.pcfs.Operation;
import dev.pcfstap.pcfs.PcfsEvent;
import dev.pcfstap.pcfs.WireText;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one event, the facts of its exchange included. Mutable, filled again for each event so that looking at
 * an event allocates nothing. Numbers are longs; two values of them, which no fact can have, say that there is none.
 */
final class Facts implements PcfsEvent.Visitor {
    /** The event has no such fact. */
    static final long MISSING = Long.MIN_VALUE;

    /** The answer will tell. */
    static final long NOT_YET = Long.MIN_VALUE + 1;

    private final OperationFacts operation = new OperationFacts();
    private final ReplyFacts reply = new ReplyFacts();

    private long stream;
    private long exchange;
    private long timeNanos;
    private long originNanos;
    private long noteBytes;
    private String kind = "";
    private @Nullable String direction;
    private @Nullable String note;
    private @Nullable String reason;
    private PcfsEvent.@Nullable Response answer;
    private boolean answerMayCome;

    /** Looks at something that is not part of an exchange, or at all that is known of its exchange. */
    Facts of(PcfsEvent event, long origin) {
        return of(event, MISSING, null, false, origin);
    }

    /**
     * Looks at an event of an exchange.
     *
     * @param requestNanos when the exchange began, or {@link #MISSING}
     * @param response its answer, as far as it is known
     * @param mayCome whether an answer that is not known may still come
     * @param origin what times since the start are counted from
     */
    Facts of(PcfsEvent event, long requestNanos, PcfsEvent.@Nullable Response response, boolean mayCome, long origin) {
        operation.clear();
        reply.clear();
        stream = event.stream();
        exchange = MISSING;
        timeNanos = requestNanos == MISSING ? event.timeNanos() : requestNanos;
        originNanos = origin;
        noteBytes = MISSING;
        kind = Names.EXCHANGE;
        direction = null;
        note = null;
        reason = null;
        answer = response;
        answerMayCome = mayCome;
        event.accept(this);
        if (answer != null) {
            answer.reply().accept(reply);
        }
        return this;
    }

    @Override
    public void opened(PcfsEvent.Opened event) {
        kind = Names.OPEN;
    }

    @Override
    public void request(PcfsEvent.Request event) {
        direction = Names.REQUEST;
        exchange(event.exchange(), event.operation());
    }

    @Override
    public void writeData(PcfsEvent.WriteData event) {
        direction = Names.DATA;
        exchange(event.exchange(), event.request());
    }

    @Override
    public void response(PcfsEvent.Response event) {
        direction = Names.RESPONSE;
        exchange(event.exchange(), event.request());
    }

    private void exchange(long number, @Nullable Operation request) {
        exchange = number == 0 ? MISSING : number;
        if (request != null) {
            request.accept(operation);
        }
    }

    @Override
    public void note(PcfsEvent.Note event) {
        kind = Names.NOTE;
        note = event.kind().token();
        if (event.kind() != NoteKind.TAP) {
            for (PcfsEvent.NoteField field : event.fields()) {
                if (field.name().equals("bytes") && field.value() instanceof Long bytes) {
                    noteBytes = bytes;
                }
            }
        }
    }

    @Override
    public void closed(PcfsEvent.Closed event) {
        kind = Names.CLOSE;
        reason = event.reason().token();
    }

    @Nullable
    String name(NameField field) {
        return switch (field) {
            case OP -> operation.operation == null ? null : operation.operation.name();
            case DIR -> direction;
            case KIND -> kind;
            case NOTE -> note;
            case REASON -> reason;
        };
    }

    /** The path, or null. */
    @Nullable
    WireText path() {
        return operation.path;
    }

    /** Where a Rename leads, else null. */
    @Nullable
    WireText otherPath() {
        return operation.otherPath;
    }

    long originNanos() {
        return originNanos;
    }

    long number(NumberField field) {
        return switch (field) {
            case STREAM -> stream;
            case EXCHANGE -> exchange;
            case TIME -> timeNanos;
            case SIZE -> operation.sizeBytes;
            case FD -> operation.opens ? answered(reply.descriptor) : operation.descriptor;
            case RC -> answered(reply.code);
            case LATENCY -> answered(latencyNanos());
            case BYTES -> kind.equals(Names.NOTE) ? noteBytes : movedBytes();
        };
    }

    private long latencyNanos() {
        return answer == null || !answer.hasLatency() ? MISSING : answer.latencyNanos();
    }

    private long movedBytes() {
        return operation.operation != null && operation.sizeBytes == MISSING ? MISSING : answered(reply.movedBytes);
    }

    private long answered(long fact) {
        return answer == null && answerMayCome ? NOT_YET : fact;
    }

    Verdict flag(Flag flag) {
        if (flag == Flag.UNKNOWN && operation.operation instanceof Operation.Unknown) {
            return Verdict.YES;
        }
        if (answer == null) {
            boolean unanswered = flag == Flag.UNANSWERED && exchange != MISSING;
            return answerMayCome ? Verdict.NOT_YET : Verdict.of(unanswered);
        }
        return Verdict.of(
                switch (flag) {
                    case FAILED -> answer.isFailure();
                    case UNKNOWN -> reply.unknown;
                    case UNANSWERED -> false;
                    case EOF -> reply.endOfFile;
                    case SHORT -> reply.cutShort;
                    case SKEW -> answer.isSkewed();
                    case GUESS -> answer.evidence() == Evidence.GUESSED;
                    case SETTLED -> answer.evidence() == Evidence.SETTLED;
                });
    }
}
