/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sluice.api.media.Bytes;
import io.sluice.api.media.Codec;
import io.sluice.testkit.fuzz.Limits;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Z-08: compound RTCP. Reports are written again, and sender reports tell a receiver the time. */
class RtcpFuzzTest {
    static Stream<byte[]> seeds() {
        ByteBuffer reports = ByteBuffer.allocate(500);
        RtcpWriter.receiverReport(reports, 9, List.of(new Rtcp.ReportBlock(3, 1, -2, 3, 4, 5, 6)), "cname");
        RtcpWriter.senderReport(reports, 7, 1_700_000_000_000_000_000L, 90_000, 5, 6, "sender");
        RtcpWriter.bye(reports, 9);
        reports.flip();
        byte[] compound = new byte[reports.remaining()];
        reports.get(compound);
        byte[] feedback = Bytes.ofHex("81cd0003000000010000000200640000" + "8fce00040000000100000000")
                .toByteArray();
        return Stream.concat(
                Stream.of(
                        compound,
                        feedback,
                        Bytes.ofHex("82cb000400000001000000020462796521").toByteArray()),
                Clips.hexLines("seeds-rtcp.txt").stream().map(Bytes::toByteArray));
    }

    @MethodSource("seeds")
    @FuzzTest
    void reads(byte[] data) {
        Limits.hold(data.length, () -> check(data), RtpException.class);
    }

    private static void check(byte[] data) throws RtpException {
        List<Rtcp> packets = RtcpReader.read(ByteBuffer.wrap(data));
        assertThat(packets.size()).isLessThanOrEqualTo(RtcpReader.MAX_PACKETS);
        var received = new Clips.Received();
        var receiver = new RtpReceiver(Codec.of(Codec.PCMU, 8000, 1), received);
        int sequence = 0;
        for (Rtcp packet : packets) {
            if (packet instanceof Rtcp.SenderReport report) {
                receiver.senderReport(report);
                ByteBuffer media = ByteBuffer.allocate(14);
                RtpHeader.write(media, true, 0, sequence++, report.rtpTimestamp() + 160, report.ssrc());
                receiver.packet(media.position(14).flip(), 0);
                writesAgain(report.ssrc(), report.blocks());
            } else if (packet instanceof Rtcp.ReceiverReport report) {
                writesAgain(report.ssrc(), report.blocks());
            }
        }
        assertThat(received.units.size()).isLessThanOrEqualTo(sequence);
        assertThat(receiver.reportBlock(1).cumulativeLost()).isNotNegative();
    }

    private static void writesAgain(int ssrc, List<Rtcp.ReportBlock> blocks) throws RtpException {
        ByteBuffer out = ByteBuffer.allocate(1000);
        RtcpWriter.receiverReport(out, ssrc, blocks, "name");
        RtcpWriter.bye(out, ssrc);
        var again = new ArrayList<>(RtcpReader.read(out.flip()));
        assertThat(again)
                .containsExactly(
                        new Rtcp.ReceiverReport(ssrc, blocks),
                        new Rtcp.SourceDescription(ssrc, "name"),
                        new Rtcp.Bye(List.of(ssrc), ""));
    }
}
