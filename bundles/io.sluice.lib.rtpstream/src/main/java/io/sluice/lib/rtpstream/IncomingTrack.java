/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtpstream;

import io.sluice.api.driver.TrackSink;
import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import io.sluice.lib.rtp.Rtcp;
import io.sluice.lib.rtp.RtcpReader;
import io.sluice.lib.rtp.RtpException;
import io.sluice.lib.rtp.RtpReceiver;
import io.sluice.lib.rtp.UnitSink;
import io.sluice.lib.sdp.SdpTrack;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** One track of a publisher: its packets become units of the stream. On the connection's loop. */
public final class IncomingTrack implements UnitSink {
    private final SdpTrack description;
    private final TrackSink sink;
    private final RtpReceiver receiver;
    private final PublisherTimes.OfTrack times;
    private long arrivedNs;
    private long ignored;

    public IncomingTrack(SdpTrack description, TrackSink sink, PublisherTimes times) {
        this.description = description;
        this.sink = sink;
        this.receiver = new RtpReceiver(description.codec(), description.payloadType(), this);
        this.times = times.track(description.codec().clockRateHz());
    }

    /** @param packet all that remains; valid during the call */
    public void rtp(ByteBuffer packet, long nowNs) {
        arrivedNs = nowNs;
        receiver.packet(packet, nowNs);
    }

    public void rtcp(ByteBuffer packet) {
        try {
            for (Rtcp each : RtcpReader.read(packet)) {
                if (each instanceof Rtcp.SenderReport report) {
                    receiver.senderReport(report);
                }
            }
        } catch (RtpException e) {
            // Media can go on without it.
            ignored++;
        }
    }

    /** What a receiver report says of it; null before anything came. */
    public Rtcp.@Nullable ReportBlock report(long nowNs) {
        return receiver.statistics().packets() == 0 ? null : receiver.reportBlock(nowNs);
    }

    public void flush() {
        receiver.flush();
    }

    /** For the log: what came. */
    public String summary() {
        return description.codec() + " " + receiver.statistics().packets() + " packets"
                + (ignored > 0 ? ", " + ignored + " ignored" : "");
    }

    @Override
    public void unit(AccessUnit unit) {
        sink.deliver(times.place(unit, arrivedNs));
    }

    @Override
    public void codec(Codec changed) {
        sink.codec(changed);
    }
}
