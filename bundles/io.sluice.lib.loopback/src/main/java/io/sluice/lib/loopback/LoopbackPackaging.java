/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.loopback;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Track;
import io.sluice.api.stream.Packaging;
import io.sluice.api.stream.UnitWriter;
import io.sluice.lib.rtp.NtpTime;
import io.sluice.lib.rtpstream.PacketMarks;
import io.sluice.lib.rtpstream.RtpPackaging;
import io.sluice.lib.rtpstream.Wire;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * RTP for programs: as for viewers, but sender reports tell the time of the stream instead of the wall clock, which a
 * camera may set while it plays, and stand before every key unit, so that whoever begins there knows the time at once.
 */
final class LoopbackPackaging implements Packaging {
    /** What the reports give as the wall clock of the stream's time zero. */
    private static final long EPOCH_NS = 1_600_000_000_000_000_000L;

    private static final long NS = 1_000_000_000L;
    private static final int FRAME_BYTES = 4;
    private static final int SENDER_REPORT = 200;
    private static final int SENDER_REPORT_BYTES = 28;

    private final RtpPackaging packaging;
    private final List<Integer> ratesHz = new ArrayList<>();

    LoopbackPackaging(List<Wire> wires) {
        packaging = new RtpPackaging(PacketMarks.Kind.INTERLEAVED, wires, "sluice", new SplittableRandom(), 0);
    }

    @Override
    public void begin(List<Track> tracks, UnitWriter preamble) {
        ratesHz.clear();
        tracks.forEach(track -> ratesHz.add(track.codec().clockRateHz()));
        packaging.begin(tracks, preamble);
    }

    @Override
    public int boundBytes(int track, AccessUnit unit) {
        return packaging.boundBytes(track, timed(track, unit));
    }

    @Override
    public void append(int track, AccessUnit unit, UnitWriter out) {
        packaging.append(track, timed(track, unit), out);
    }

    private AccessUnit timed(int track, AccessUnit unit) {
        int rateHz = ratesHz.get(track);
        long ns = unit.pts() / rateHz * NS + unit.pts() % rateHz * NS / rateHz;
        return unit.shifted(0, EPOCH_NS + ns);
    }

    /**
     * The stream's time that the first sender report of a region names, in nanoseconds: an RTSP client's zero.
     *
     * @param region not moved
     * @return {@link AccessUnit#UNKNOWN} when it does not begin with one
     */
    static long zeroOf(ByteBuffer region) {
        int at = region.position();
        if (region.remaining() < FRAME_BYTES + SENDER_REPORT_BYTES
                || region.get(at) != '$'
                || (region.get(at + FRAME_BYTES + 1) & 0xFF) != SENDER_REPORT) {
            return AccessUnit.UNKNOWN;
        }
        // RFC 3550, 6.4.1: header, SSRC, then the NTP time stamp.
        return NtpTime.toEpochNs(region.getLong(at + FRAME_BYTES + 8)) - EPOCH_NS;
    }
}
