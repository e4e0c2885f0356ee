/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import io.sluice.api.driver.ProducerContext;
import io.sluice.api.driver.TrackSink;
import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import io.sluice.lib.rtp.Remark;
import io.sluice.lib.rtp.Rtcp;
import io.sluice.lib.rtp.RtcpReader;
import io.sluice.lib.rtp.RtpException;
import io.sluice.lib.rtp.RtpHeader;
import io.sluice.lib.rtp.RtpReceiver;
import io.sluice.lib.rtp.UnitSink;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One media from its packets to core's sink. Until {@link #declare} it only looks what format the packets have. Loop
 * only.
 */
final class MediaTrack implements UnitSink {
    private final SetUpMedia media;
    private static final long REMARK_AGAIN_NS = 60_000_000_000L;

    private final ZeroPoint.Track time;
    private final RtspLog log;
    private final @Nullable WireFormat format;
    private final int payloadType;
    private @Nullable Integer rtpTime;
    private boolean begun;
    private int ssrc;
    private @Nullable RtpReceiver receiver;
    private @Nullable TrackSink sink;
    private boolean gone;
    private final Map<Remark, Long> remarkedNs = new EnumMap<>(Remark.class);

    MediaTrack(SetUpMedia media, ZeroPoint.Track time, RtspLog log) {
        this.media = media;
        this.time = time;
        this.log = log;
        this.payloadType = media.anyPayloadType()
                ? RtpReceiver.ANY_PAYLOAD_TYPE
                : media.track().payloadType();
        Codec described = media.track().codec();
        this.format = WireFormat.isInQuestion(described) ? new WireFormat(described.name()) : null;
    }

    SetUpMedia media() {
        return media;
    }

    Codec described() {
        return media.track().codec();
    }

    /** The time stamp that playing begins with, as RTP-Info says (RFC 2326, 12.33). */
    void rtpTime(Integer said) {
        rtpTime = said;
    }

    /** True when the wire cannot teach anything about the format any more. */
    boolean decided() {
        return format == null || format.verdict() != null;
    }

    /**
     * True for packets of the track's sender. Two medias with the same payload type (UniFi, Topsee) are told apart by
     * their channels; other payload types of the same sender are comfort noise and count, those of others are
     * retransmissions and the like.
     */
    boolean takes(ByteBuffer packet) {
        int at = packet.position();
        if (packet.remaining() < RtpHeader.BYTES) {
            return false;
        }
        int sender = packet.getInt(at + 8);
        if (payloadType == RtpReceiver.ANY_PAYLOAD_TYPE || (packet.get(at + 1) & 0x7F) == payloadType) {
            ssrc = sender;
            begun = true;
            return true;
        }
        return begun && sender == ssrc;
    }

    void look(ByteBuffer packet) {
        if (format != null) {
            format.look(packet);
        }
    }

    /** The format on the wire when it is another one than described, or null. */
    @Nullable
    String lie() {
        String verdict = format == null ? null : format.verdict();
        return verdict == null || verdict.equals(described().name()) ? null : verdict;
    }

    /** Makes it a track of the stream, with the codec as it is on the wire. */
    void declare(ProducerContext context) {
        String lie = lie();
        // The parameters of the described format mean nothing in the other one; its parameter sets come in band.
        Codec codec = lie == null ? described() : Codec.of(lie, described().clockRateHz(), 0);
        sink = context.track(media.track().kind(), codec);
        receiver = new RtpReceiver(codec, payloadType, this);
    }

    void packet(ByteBuffer packet, long arrivalNs) {
        RtpReceiver to = receiver;
        if (to == null) {
            return;
        }
        gone = false;
        if (!time.started()) {
            try {
                time.begin(RtpHeader.read(packet).rtpTimestamp(), arrivalNs, rtpTime);
            } catch (RtpException e) {
                return;
            }
        }
        to.packet(packet, arrivalNs);
    }

    /** A compound RTCP packet of its sender. */
    void control(ByteBuffer compound) {
        try {
            for (Rtcp packet : RtcpReader.read(compound)) {
                if (packet instanceof Rtcp.SenderReport report && receiver != null) {
                    receiver.senderReport(report);
                } else if (packet instanceof Rtcp.Bye) {
                    gone = true;
                }
            }
        } catch (RtpException e) {
            return; // reports come again
        }
    }

    /** Its sender said goodbye (RFC 3550, 6.6) and has sent nothing since. */
    boolean gone() {
        return gone;
    }

    /** True when no packet ever came. */
    boolean silent() {
        return !time.started();
    }

    /**
     * True once, when the camera was set to the other one of H.264 and H.265; looks at the last packet of a picture.
     */
    boolean turned(ByteBuffer packet) {
        boolean last = packet.remaining() > 1 && (packet.get(packet.position() + 1) & 0x80) != 0;
        return last && format != null && format.turned(packet);
    }

    @Override
    public void remark(Remark remark) {
        long nowNs = System.nanoTime();
        Long before = remarkedNs.get(remark);
        if (before == null || nowNs - before > REMARK_AGAIN_NS) {
            remarkedNs.put(remark, nowNs);
            String event = switch (remark) {
                case NEW_SENDER -> "rtsp.new_sender";
                case UNIT_TOO_LARGE -> "rtsp.unit_too_large";
                default -> "rtsp.clock";
            };
            String kind = media.track().kind().name().toLowerCase(Locale.ROOT);
            log.warn(event, "media {} ({}): {}", media.track().media(), kind, remark.text());
        }
    }

    /** What a receiver report says about this track; nothing before the first packet. */
    List<Rtcp.ReportBlock> reportBlocks(long nowNs) {
        return receiver == null || !time.started() ? List.of() : List.of(receiver.reportBlock(nowNs));
    }

    @Override
    public void unit(AccessUnit unit) {
        AccessUnit placed = time.place(unit);
        if (placed != null && sink != null) {
            sink.deliver(placed);
        }
    }

    @Override
    public void codec(Codec changed) {
        if (sink != null) {
            sink.codec(changed);
        }
    }
}
