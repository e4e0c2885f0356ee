/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import io.sluice.api.driver.BackChannel;
import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import io.sluice.api.stream.Reason;
import io.sluice.lib.rtp.PacketOptions;
import io.sluice.lib.rtp.Packetizer;
import io.sluice.lib.rtp.RtcpWriter;
import io.sluice.lib.rtp.RtpHeader;
import io.sluice.lib.rtsp.RtspHeaders;
import io.sluice.lib.rtsp.TransportHeader;
import io.sluice.lib.sdp.SdpTrack;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One turn of speaking to a camera: units become RTP packets on its connection, as fast as they come. */
final class RtspTalk implements BackChannel.Talk {
    /** What a camera has not taken yet, at most: it plays live, late sound is worth nothing. */
    private static final int MAX_QUEUED_BYTES = 64 << 10;

    /** RFC 3550, 6.2. */
    private static final long REPORT_NS = 5_000_000_000L;

    private static final int PREFIX_BYTES = 4;
    private static final byte MARKER = (byte) 0x80;
    private static final String CNAME = "sluice";

    private final RtspLink link;
    private final Conversation conversation;
    private final KeepAlive keepAlive;
    private final String url;
    private final Place place;
    private final int ssrc = ThreadLocalRandom.current().nextInt();
    private final int timestampOffset = ThreadLocalRandom.current().nextInt();
    private final Packetizer packetizer;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CompletableFuture<@Nullable Void> over = new CompletableFuture<>();
    /** These belong to the one thread that delivers. */
    private int sequence = ThreadLocalRandom.current().nextInt(1 << 15);

    private long packets;
    private long payloadBytes;
    private long reportedNs;

    /** How it looks on the wire. */
    record Place(SdpTrack format, TransportHeader.Pair channels) {}

    /** @param url of the whole session */
    RtspTalk(RtspLink link, Conversation conversation, KeepAlive keepAlive, String url, Place place) {
        this.link = link;
        this.conversation = conversation;
        this.keepAlive = keepAlive;
        this.url = url;
        this.place = place;
        packetizer = Packetizer.of(
                place.format().codec(),
                PacketOptions.interleaved(place.channels().rtp(), place.format().payloadType(), ssrc, timestampOffset));
        link.closed().thenRun(() -> over.complete(null));
    }

    @Override
    public Delivery deliver(AccessUnit unit) {
        if (closed.get() || link.closed().isDone()) {
            return Delivery.CLOSED;
        }
        if (link.wire().connection().queuedBytes() > MAX_QUEUED_BYTES) {
            return Delivery.DROPPED_QUEUE_FULL;
        }
        int size = packetizer.sizeOf(unit);
        if (size == 0) {
            return Delivery.DROPPED_TOO_LARGE;
        }
        report(unit);
        ByteBuffer out = ByteBuffer.allocate(size);
        int count = packetizer.append(unit, sequence, out);
        if (packets == 0) {
            // RFC 3551, 4.1: the first packet after silence.
            out.put(PREFIX_BYTES + 1, (byte) (out.get(PREFIX_BYTES + 1) | MARKER));
        }
        sequence += count;
        packets += count;
        payloadBytes += size - (long) count * (PREFIX_BYTES + RtpHeader.BYTES);
        link.wire().send(out.flip());
        return Delivery.ACCEPTED;
    }

    private void report(AccessUnit next) {
        long nowNs = System.nanoTime();
        if (packets > 0 && nowNs - reportedNs < REPORT_NS) {
            return;
        }
        reportedNs = nowNs;
        Instant wall = Instant.now();
        int size = RtcpWriter.senderReportBytes(CNAME);
        ByteBuffer out = ByteBuffer.allocate(PREFIX_BYTES + size);
        out.putInt('$' << 24 | place.channels().rtcp() << 16 | size);
        RtcpWriter.senderReport(
                out,
                ssrc,
                wall.getEpochSecond() * 1_000_000_000L + wall.getNano(),
                (int) next.pts() + timestampOffset,
                packets,
                payloadBytes,
                CNAME);
        link.wire().send(out.flip());
    }

    /** Runs the task when the camera ends it, or this side has. */
    void whenOver(Runnable task) {
        over.thenRun(task);
    }

    @Override
    public void codec(Codec codec) {
        // The camera was told at SETUP.
    }

    /** Says goodbye in order and does not wait for the answer. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true) || link.closed().isDone()) {
            return;
        }
        link.wire().execute(keepAlive::stop);
        ByteBuffer out = ByteBuffer.allocate(128);
        out.position(PREFIX_BYTES);
        // RFC 3550, 6.1: a compound begins with a report.
        RtcpWriter.receiverReport(out, ssrc, List.of(), CNAME);
        RtcpWriter.bye(out, ssrc);
        out.flip();
        out.putInt(0, '$' << 24 | place.channels().rtcp() << 16 | out.limit() - PREFIX_BYTES);
        link.wire().send(out);
        conversation.ask("TEARDOWN", url, RtspHeaders.EMPTY);
        link.wire().close(Reason.NONE, "closed");
        over.complete(null);
    }
}
