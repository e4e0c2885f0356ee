/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtpstream;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.MediaKind;
import io.sluice.api.media.Track;
import io.sluice.api.stream.Handover;
import io.sluice.api.stream.Packaging;
import io.sluice.api.stream.UnitWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * RTP and RTCP, interleaved into an RTSP connection (RFC 2326, 10.12) or for datagrams: each unit becomes one
 * contiguous region of packets, the same bytes for all viewers.
 *
 * <p>Sender reports for all tracks stand before a key unit, because that is where viewers begin, and elsewhere when the
 * last ones are older than five seconds. They are made of one moment, so that a viewer keeps the tracks in step, and on
 * one wall clock: FFmpeg takes the difference of two reports for the time between them.
 */
public final class RtpPackaging implements Packaging {
    public static final String FORMAT = "rtsp-rtp";
    public static final int VERSION = 2;

    private static final long NS = 1_000_000_000L;
    private static final long REPORT_AT_KEY_NS = 500_000_000L;
    private static final long REPORT_AT_ANY_NS = 5_000_000_000L;

    private final long reportAtKeyNs;
    private final OutgoingTrack[] tracks;
    /** The track whose key units viewers begin at. */
    private int lead;

    /** Of the unit that was last reported with; on the stream's time. */
    private long reportedNs = AccessUnit.UNKNOWN;

    private final WallClock wallClock = new WallClock();

    /**
     * @param kind how the packets leave
     * @param wires one for each track of the feed, in its order
     * @param cname names this server in reports (RFC 3550, 6.5.1)
     */
    public RtpPackaging(PacketMarks.Kind kind, List<Wire> wires, String cname, SplittableRandom random) {
        this(kind, wires, cname, random, REPORT_AT_KEY_NS);
    }

    /** @param reportAtKeyNs least time between reports before key units; 0: before each of them */
    public RtpPackaging(
            PacketMarks.Kind kind, List<Wire> wires, String cname, SplittableRandom random, long reportAtKeyNs) {
        this.reportAtKeyNs = reportAtKeyNs;
        tracks = wires.stream()
                .map(wire -> new OutgoingTrack(wire, kind.of(wire), cname, random.nextInt(), random.nextInt(1 << 16)))
                .toArray(OutgoingTrack[]::new);
    }

    /**
     * Goes on where another one ended, which its state and the key of its feed tell all about.
     *
     * @param key begins with the {@link PacketMarks.Kind#key()}
     * @return null when the state is of another format
     */
    public static @Nullable RtpPackaging successor(String key, Handover state, String cname) {
        for (PacketMarks.Kind kind : PacketMarks.Kind.values()) {
            if (key.startsWith(kind.key() + "/") && state.is(FORMAT, VERSION)) {
                List<Wire> wires = wiresOf(state);
                return wires.isEmpty() ? null : new RtpPackaging(kind, wires, cname, new SplittableRandom());
            }
        }
        return null;
    }

    /** Empty when the state cannot be read. */
    private static List<Wire> wiresOf(Handover state) {
        var wires = new ArrayList<Wire>();
        try {
            var in = new StateReader(state.state());
            in.number();
            in.number();
            for (int left = in.count(); left > 0; left--) {
                wires.add(OutgoingTrack.wireOf(in));
            }
            return wires;
        } catch (IOException | ArithmeticException e) {
            return List.of();
        }
    }

    @Override
    public void begin(List<Track> current, UnitWriter preamble) {
        lead = 0;
        for (int i = current.size() - 1; i >= 0; i--) {
            Track track = current.get(i);
            tracks[i].codec(track.codec());
            if (track.kind() == MediaKind.VIDEO) {
                lead = i;
            }
        }
    }

    @Override
    public int boundBytes(int track, AccessUnit unit) {
        int size = tracks[track].sizeOf(unit);
        if (size > 0 && reportsAreDue(track, unit)) {
            for (OutgoingTrack each : tracks) {
                size += each.reportBytes();
            }
        }
        return size;
    }

    @Override
    public void append(int track, AccessUnit unit, UnitWriter out) {
        OutgoingTrack sender = tracks[track];
        ByteBuffer buffer = out.buffer();
        if (reportsAreDue(track, unit) && sender.sizeOf(unit) > 0) {
            reportedNs = streamNs(sender, unit);
            long wallNs = wallClock.at(reportedNs, unit.wallClockNs(), track == lead);
            for (OutgoingTrack each : tracks) {
                each.report(buffer, wallNs, unit.pts(), sender.clockRateHz());
            }
        }
        sender.append(unit, buffer);
    }

    @Override
    public Handover handOver() {
        var out =
                new StateWriter().number(reportedNs).number(wallClock.zeroNs()).number(tracks.length);
        for (OutgoingTrack each : tracks) {
            each.write(out);
        }
        return new Handover(FORMAT, VERSION, out.toBytes());
    }

    @Override
    public boolean adopt(Handover state) {
        if (!state.is(FORMAT, VERSION)) {
            return false;
        }
        try {
            var in = new StateReader(state.state());
            reportedNs = in.number();
            wallClock.resume(in.number(), reportedNs);
            boolean same = in.number() == tracks.length;
            for (int i = 0; same && i < tracks.length; i++) {
                same = tracks[i].resume(in);
            }
            return same;
        } catch (IOException | ArithmeticException e) {
            return false;
        }
    }

    private boolean reportsAreDue(int track, AccessUnit unit) {
        if (reportedNs == AccessUnit.UNKNOWN) {
            return true;
        }
        long sinceNs = streamNs(tracks[track], unit) - reportedNs;
        return sinceNs >= REPORT_AT_ANY_NS || track == lead && unit.key() && sinceNs >= reportAtKeyNs;
    }

    private static long streamNs(OutgoingTrack track, AccessUnit unit) {
        int rateHz = track.clockRateHz();
        return unit.pts() / rateHz * NS + unit.pts() % rateHz * NS / rateHz;
    }
}
