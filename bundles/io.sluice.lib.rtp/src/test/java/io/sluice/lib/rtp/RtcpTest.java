/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RtcpTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "a", "ab", "abc", "sluice@host"})
    void readsTheSenderReportsItWrites(String cname) throws RtpException {
        ByteBuffer out = ByteBuffer.allocate(RtcpWriter.senderReportBytes(cname));
        RtcpWriter.senderReport(out, 7, 1_763_600_000_123_456_789L, -5, 4_000_000_000L, 9, cname);
        assertThat(out.hasRemaining()).isFalse();
        List<Rtcp> read = RtcpReader.read(out.flip());
        assertThat(read).hasSize(2);
        var report = (Rtcp.SenderReport) read.get(0);
        assertThat(report.wallClockNs()).isEqualTo(1_763_600_000_123_456_789L);
        assertThat(List.of(report.ssrc(), report.rtpTimestamp(), report.packets(), report.payloadBytes()))
                .containsExactly(7, -5, (int) 4_000_000_000L, 9);
        assertThat(read.get(1)).isEqualTo(new Rtcp.SourceDescription(7, cname));
    }

    @Test
    void readsTheReceiverReportsItWrites() throws RtpException {
        var block = new Rtcp.ReportBlock(3, 128, -2, 0x1_0002, 5, 6, 7);
        ByteBuffer out = ByteBuffer.allocate(200);
        RtcpWriter.receiverReport(out, 9, List.of(block, block), "x");
        RtcpWriter.bye(out, 9);
        assertThat(RtcpReader.read(out.flip()))
                .containsExactly(
                        new Rtcp.ReceiverReport(9, List.of(block, block)),
                        new Rtcp.SourceDescription(9, "x"),
                        new Rtcp.Bye(List.of(9), ""));
    }

    @Test
    void convertsTimesBothWays() {
        for (long ns : new long[] {0, 1, 999_999_999, 1_763_600_000_000_000_001L, 2_085_978_496_000_000_000L}) {
            assertThat(NtpTime.toEpochNs(NtpTime.ofEpochNs(ns))).isEqualTo(ns);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80",
                "40c80000",
                "80c8ffff",
                "80c80000",
                "81c9000100000001",
                "81cb0000",
                "80ca0002000000010109aabb"
            })
    void refusesWhatIsCutShort(String hex) {
        ByteBuffer packet = ByteBuffer.wrap(HexFormat.of().parseHex(hex));
        assertThatThrownBy(() -> RtcpReader.read(packet)).isInstanceOf(RtpException.class);
    }
}
