package dev.pcfstap.pcap.remark;

import dev.pcfstap.pcap.remark.Remark.Begun;
import dev.pcfstap.pcap.remark.Remark.LeftOut;
import dev.pcfstap.pcap.remark.Remark.Lost;
import dev.pcfstap.pcap.remark.Remark.Over;
import dev.pcfstap.pcap.remark.Remark.Said;
import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Gap;
import dev.pcfstap.tap.Omission;
import dev.pcfstap.tap.StreamAddresses;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The remarks on the packet that is being read. Mutable; confined to the reading thread. */
public final class Remarks {
    private static final int MOST = 64;

    /** Numbers of streams stay far from the end of a long. */
    private static final Pattern BEGUN =
            Pattern.compile("stream=([1-9]\\d{0,15}) client=(\\S{1,300}) server=(\\S{1,300})");

    private static final Pattern LOST = Pattern.compile(
            "gap events=(\\d{1,15}) to_host=(\\d{1,15}) to_console=(\\d{1,15}) from=(-?\\d{1,18}|\\d{19})");
    private static final Pattern LEFT_OUT = Pattern.compile(
            "omitted requests=(\\d{1,18}) responses=(\\d{1,18}) to_host=(\\d{1,18}) to_console=(\\d{1,18})");
    private static final String NOTE = "note ";
    private static final String CLOSE = "close reason=";

    private final List<Remark> remarks = new ArrayList<>();

    /** Takes a comment; what is no remark is left out. */
    public void add(String comment, long timeNanos) {
        if (comment.startsWith(Remark.PREFIX) && remarks.size() < MOST) {
            parse(comment.substring(Remark.PREFIX.length()), timeNanos).ifPresent(remarks::add);
        }
    }

    /** Those that are there; the list is a view. */
    public List<Remark> all() {
        return remarks;
    }

    public boolean isEmpty() {
        return remarks.isEmpty();
    }

    /** The stream that the packet begins, if it does. */
    public Optional<Begun> begun() {
        return remarks.stream()
                .filter(Begun.class::isInstance)
                .map(Begun.class::cast)
                .findFirst();
    }

    /** Forgets them: they were acted upon, or the packet is over. */
    public void clear() {
        remarks.clear();
    }

    private static Optional<Remark> parse(String text, long timeNanos) {
        if (text.startsWith(NOTE)) {
            return Optional.of(new Said(text.substring(NOTE.length())));
        }
        if (text.startsWith(CLOSE)) {
            String token = text.substring(CLOSE.length());
            return Arrays.stream(CloseReason.values())
                    .filter(reason -> reason.token().equals(token))
                    .findFirst()
                    .map(Over::new);
        }
        Matcher begun = BEGUN.matcher(text);
        if (begun.matches()) {
            StreamAddresses addresses = new StreamAddresses(begun.group(2), begun.group(3));
            return Optional.of(new Begun(Long.parseLong(begun.group(1)), addresses));
        }
        Matcher leftOut = LEFT_OUT.matcher(text);
        if (leftOut.matches()) {
            return Optional.of(new LeftOut(new Omission(
                    Long.parseLong(leftOut.group(1)),
                    Long.parseLong(leftOut.group(2)),
                    Long.parseLong(leftOut.group(3)),
                    Long.parseLong(leftOut.group(4)))));
        }
        Matcher lost = LOST.matcher(text);
        return lost.matches() ? lost(lost, timeNanos) : Optional.empty();
    }

    private static Optional<Remark> lost(Matcher lost, long timeNanos) {
        try {
            return Optional.of(new Lost(new Gap(
                    Long.parseLong(lost.group(1)),
                    Long.parseLong(lost.group(2)),
                    Long.parseLong(lost.group(3)),
                    Long.parseLong(lost.group(4)),
                    timeNanos)));
        } catch (NumberFormatException tooLarge) {
            return Optional.empty();
        }
    }
}
