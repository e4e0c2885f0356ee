/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import io.sluice.api.driver.Opened;
import io.sluice.api.driver.ProducerContext;
import io.sluice.api.media.MediaKind;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import io.sluice.lib.rtp.Rtcp;
import io.sluice.lib.rtp.RtcpWriter;
import io.sluice.lib.rtsp.RtpInfo;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * All medias of a connection that were set up. The first packets are held back until it is known whether the video
 * really is what the description says; then the tracks are declared, all at once and in the description's order, and
 * the held packets follow. Loop only.
 */
final class Reception {
    /** How long packets of a doubtful video are waited for, at most. */
    static final long HOLD_MS = 2000;

    private static final int MAX_HELD_BYTES = 2 << 20;
    /** Without packets that decide within so many, they are what the description says. */
    private static final int MAX_HELD_PACKETS = 512;

    private static final long REPORT_MS = 5000;
    private static final long GOODBYE_MS = 1000;
    private static final int MAX_REPORT_BYTES = 128;
    private static final String CNAME = "sluice";

    private final ProducerContext context;
    private final RtspLog log;
    private final List<MediaTrack> tracks = new ArrayList<>();
    private final @Nullable MediaTrack[] byRtpChannel = new MediaTrack[256];
    private final @Nullable MediaTrack[] byRtcpChannel = new MediaTrack[256];
    private final int ssrc = ThreadLocalRandom.current().nextInt();
    private final CompletableFuture<@Nullable Void> declared = new CompletableFuture<>();
    private final CompletableFuture<@Nullable Void> firstPacket = new CompletableFuture<>();
    private final List<Held> held = new ArrayList<>();
    private int heldBytes;
    private boolean started;
    private boolean flowing;
    private boolean stopped;
    private boolean goodbye;
    private @Nullable Wire wire;

    private record Held(MediaTrack track, boolean control, byte[] data, long arrivalNs) {}

    Reception(List<SetUpMedia> medias, ProducerContext context, RtspLog log) {
        this.context = context;
        this.log = log;
        var zero = new ZeroPoint();
        int reference = 0;
        while (reference < medias.size() - 1 && medias.get(reference).track().kind() != MediaKind.VIDEO) {
            reference++;
        }
        for (int i = 0; i < medias.size(); i++) {
            SetUpMedia media = medias.get(i);
            var time = zero.new Track(media.track().codec().clockRateHz(), i == reference);
            var track = new MediaTrack(media, time, log);
            tracks.add(track);
            byRtpChannel[media.rtpChannel()] = track;
            byRtcpChannel[media.rtcpChannel()] = track;
        }
    }

    /** Done with the first RTP packet of any track. */
    CompletableFuture<@Nullable Void> firstPacket() {
        return firstPacket;
    }

    /** Done when the tracks are declared. */
    CompletableFuture<@Nullable Void> declared() {
        return declared;
    }

    /**
     * Playing began.
     *
     * @param info where each media begins; cameras that leave out or mistake the URL list them in our order
     * @param holdMs how long to wait for packets of a doubtful video
     */
    void start(Wire wire, List<RtpInfo> info, long holdMs) {
        this.wire = wire;
        for (int i = 0; i < tracks.size(); i++) {
            MediaTrack track = tracks.get(i);
            RtpInfo found = i < info.size() ? info.get(i) : null;
            for (RtpInfo candidate : info) {
                if (!candidate.url().isEmpty()
                        && track.media().track().control().endsWith(candidate.url())) {
                    found = candidate;
                }
            }
            if (found != null && found.rtpTimestamp() != null) {
                track.rtpTime(found.rtpTimestamp());
            }
        }
        started = true;
        flowWhenDecided();
        wire.schedule(this::flow, holdMs);
        wire.schedule(() -> report(wire), REPORT_MS);
    }

    /** The connection is closed: whoever waits for the tracks need not wait longer. */
    void lost(StreamException cause) {
        declared.completeExceptionally(cause);
        firstPacket.completeExceptionally(cause);
    }

    /** Nothing is delivered any more. */
    void stop() {
        stopped = true;
        drop();
    }

    /** An interleaved frame; no track's when the channel is nobody's. */
    void frame(int channel, ByteBuffer data, long arrivalNs) {
        MediaTrack rtp = byRtpChannel[channel];
        MediaTrack track = rtp == null ? byRtcpChannel[channel] : rtp;
        if (stopped || track == null || rtp != null && !rtp.takes(data)) {
            return;
        }
        if (rtp != null && !firstPacket.isDone()) {
            firstPacket.complete(null);
        }
        if (flowing) {
            deliver(track, rtp == null, data, arrivalNs);
        } else {
            hold(track, rtp == null, data, arrivalNs);
        }
    }

    private void deliver(MediaTrack track, boolean control, ByteBuffer data, long arrivalNs) {
        if (control) {
            track.control(data);
            if (track.gone()) {
                awaitTheEnd();
            }
            return;
        }
        track.packet(data, arrivalNs);
        if (track.turned(data)) {
            String was = track.lie() == null ? track.described().name() : String.valueOf(track.lie());
            String text = "the camera does not send " + was + " any more: it is asked what it sends now";
            context.ended(Reason.CODEC_CHANGED, text, Opened.Retry.YES);
        }
    }

    /** RFC 3550, 6.6: after BYE of all tracks nothing comes; some cameras say it and go on with another SSRC. */
    private void awaitTheEnd() {
        Wire on = wire;
        if (!goodbye && on != null && allGone()) {
            goodbye = true;
            on.schedule(
                    () -> {
                        goodbye = false;
                        if (!stopped && allGone()) {
                            context.ended(
                                    Reason.ENDED,
                                    "the camera said goodbye (RTCP BYE) and sends nothing more",
                                    Opened.Retry.YES);
                        }
                    },
                    GOODBYE_MS);
        }
    }

    private boolean allGone() {
        return tracks.stream().allMatch(track -> track.gone() || track.silent());
    }

    private void hold(MediaTrack track, boolean control, ByteBuffer data, long arrivalNs) {
        byte[] copy = new byte[data.remaining()];
        data.get(copy);
        held.add(new Held(track, control, copy, arrivalNs));
        heldBytes += copy.length;
        if (!control) {
            track.look(ByteBuffer.wrap(copy));
        }
        boolean full = heldBytes > MAX_HELD_BYTES || held.size() >= MAX_HELD_PACKETS;
        if (started && full) {
            flow();
        } else if (full) {
            drop(); // media before the answer to PLAY: what is old goes
        } else {
            flowWhenDecided();
        }
    }

    private void drop() {
        held.clear();
        heldBytes = 0;
    }

    private void flowWhenDecided() {
        if (started && tracks.stream().allMatch(MediaTrack::decided)) {
            flow();
        }
    }

    private void flow() {
        if (flowing || stopped) {
            return;
        }
        flowing = true;
        for (MediaTrack track : tracks) {
            String lie = track.lie();
            if (lie != null) {
                log.warn(
                        "rtsp.codec_lie",
                        "the description says {} but the camera sends {}: taken as {}",
                        track.described().name(),
                        lie,
                        lie);
            }
            track.declare(context);
        }
        context.tracksComplete();
        for (Held frame : held) {
            deliver(frame.track, frame.control, ByteBuffer.wrap(frame.data), frame.arrivalNs);
        }
        drop();
        declared.complete(null);
    }

    /** RFC 3550, 6.2: every five seconds; each track has its own RTCP channel, so a report of its own. */
    private void report(Wire wire) {
        if (stopped) {
            return;
        }
        long nowNs = System.nanoTime();
        for (MediaTrack track : tracks) {
            List<Rtcp.ReportBlock> blocks = track.reportBlocks(nowNs);
            if (!blocks.isEmpty()) {
                ByteBuffer out = ByteBuffer.allocate(MAX_REPORT_BYTES);
                RtcpWriter.receiverReport(out, ssrc, blocks, CNAME);
                track.media().path().report(out.flip());
            }
        }
        wire.schedule(() -> report(wire), REPORT_MS);
    }
}
