/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RtpReceiverTest {
    private static final Codec PCMA = Codec.of(Codec.PCMA, 8000, 1);

    private final Clips.Received received = new Clips.Received();
    private final RtpReceiver receiver = new RtpReceiver(PCMA, received);

    private void packet(int sequence, int timestamp, int ssrc, long receivedNs) {
        ByteBuffer packet = ByteBuffer.allocate(14);
        RtpHeader.write(packet, false, 8, sequence, timestamp, ssrc);
        receiver.packet(packet.putShort((short) 1).flip(), receivedNs);
    }

    @Test
    void continuesWhenTheCameraBeginsAnew() {
        packet(100, 5_000, 1, 0);
        packet(101, 5_160, 1, 20_000_000);
        packet(7, -900_000, 2, 120_000_000);
        assertThat(received.units).hasSize(2);
        packet(8, -899_840, 2, 120_000_000);
        assertThat(received.units).extracting(AccessUnit::pts).containsExactly(5_000L, 5_160L, 5_960L, 6_120L);
        assertThat(received.remarks).containsExactly(Remark.NEW_SENDER);
        assertThat(receiver.statistics().lost()).isZero();
    }

    @Test
    void onePacketOfAStrangerIsNothing() {
        for (int i = 0; i < 10; i++) {
            packet(100 + i, 160 * i, 1, i * 20_000_000L);
            packet(500 + 7 * i, 9, 2 + i % 2, i * 20_000_000L);
        }
        assertThat(received.units).hasSize(10).extracting(AccessUnit::pts).contains(0L, 1440L);
        assertThat(received.remarks).isEmpty();
    }

    @Test
    void unwrapsSequenceNumbersAndTimeStamps() {
        for (int i = 0; i < 100; i++) {
            packet(65_500 + i & 0xFFFF, -8000 + 160 * i, 1, i * 20_000_000L);
        }
        assertThat(received.units).hasSize(100).extracting(AccessUnit::pts).isSorted();
        assertThat(received.units.get(99).pts() - received.units.get(0).pts()).isEqualTo(99 * 160);
        assertThat(receiver.statistics().lost()).isZero();
        assertThat(received.remarks).isEmpty();
    }

    @Test
    void goesOnWhereItWasWhenTheClockIsSet() {
        receiver.senderReport(new Rtcp.SenderReport(1, NtpTime.ofEpochNs(5_000_000_000L), 0, 1, 2, List.of()));
        for (int i = 0; i < 20; i++) {
            packet(i, 160 * i + (i < 10 ? 0 : 28_800_000), 1, i * 20_000_000L);
        }
        assertThat(received.remarks).containsExactly(Remark.TIME_JUMPED);
        assertThat(received.units.get(19).pts()).isEqualTo(19 * 160);
        // What the report said does not hold any more.
        assertThat(received.units.get(9).wallClockNs()).isEqualTo(5_180_000_000L);
        assertThat(received.units.get(10).wallClockNs()).isEqualTo(AccessUnit.UNKNOWN);
    }

    @Test
    void picturesWhoseTimeStampsAreFrozenGoOn() {
        var camera = new RtpReceiver(Codec.of(Codec.H264, 90_000, 0), received);
        for (int i = 0; i < 75; i++) {
            camera.packet(Packets.packet("7M419a01", i), i * 40_000_000L);
        }
        assertThat(received.remarks).containsExactly(Remark.TIME_FROZEN);
        assertThat(received.units).hasSize(75).extracting(AccessUnit::pts).isSorted();
        assertThat(received.units.get(74).pts() - received.units.get(0).pts()).isBetween(73 * 3600L, 75 * 3600L);
    }

    @Test
    void believesReportsThatAgree() {
        long[] saidMs = {1000, 6000, 99_000, 104_000, 50, 9_000_000, 7};
        long[] believedMs = {1000, 6000, -1, 104_000, -1, -1, -1};
        for (int i = 0; i < saidMs.length; i++) {
            packet(i, 40_000 * i, 1, i * 5_000_000_000L);
            receiver.senderReport(
                    new Rtcp.SenderReport(1, NtpTime.ofEpochNs(saidMs[i] * 1_000_000), 40_000 * i, 1, 2, List.of()));
            receiver.senderReport(new Rtcp.SenderReport(1, 0, 12_345, 1, 2, List.of()));
            packet(100 + i, 40_000 * i, 1, i * 5_000_000_000L);
            long wallNs = received.units.get(received.units.size() - 1).wallClockNs();
            assertThat(wallNs)
                    .as("report " + i)
                    .isEqualTo(believedMs[i] < 0 ? AccessUnit.UNKNOWN : believedMs[i] * 1_000_000);
        }
    }

    @Test
    void countsSequenceNumbersOfOtherPayloadTypesOnly() {
        var pcmaOnly = new RtpReceiver(PCMA, 8, received);
        for (int sequence = 0; sequence < 3; sequence++) {
            ByteBuffer packet = ByteBuffer.allocate(14);
            RtpHeader.write(packet, false, sequence == 1 ? 13 : 8, sequence, sequence * 160, 1);
            pcmaOnly.packet(packet.putShort((short) 1).flip(), 0);
        }
        assertThat(received.units).extracting(AccessUnit::pts).containsExactly(0L, 320L);
        assertThat(pcmaOnly.statistics().lost()).isZero();
    }

    @Test
    void goesOnAfterALargeJumpBackOfSequenceNumbers() {
        for (int sequence : new int[] {1000, 1001, 500, 501}) {
            packet(sequence, sequence, 1, 0);
        }
        assertThat(received.units).hasSize(4);
    }

    @Test
    void givesUnitsTheirWallClock() {
        packet(1, 1000, 1, 0);
        receiver.senderReport(new Rtcp.SenderReport(1, NtpTime.ofEpochNs(5_000_000_000L), 1000, 1, 2, List.of()));
        packet(2, 5000, 1, 0);
        assertThat(received.units)
                .extracting(AccessUnit::wallClockNs)
                .containsExactly(AccessUnit.UNKNOWN, 5_500_000_000L);
    }

    @Test
    void aReportBeforeTheFirstPacketHoldsForTheFirstUnit() {
        receiver.senderReport(new Rtcp.SenderReport(1, NtpTime.ofEpochNs(5_000_000_000L), 1000, 1, 2, List.of()));
        packet(1, 9_000, 1, 0);

        assertThat(received.units)
                .singleElement()
                .extracting(AccessUnit::wallClockNs)
                .isEqualTo(6_000_000_000L);
    }

    @Test
    void reportsLossAndJitter() {
        packet(65_535, 0, 1, 0);
        packet(2, 480, 1, 70_000_000);
        Rtcp.ReportBlock block = receiver.reportBlock(70_000_000);
        assertThat(block.ssrc()).isEqualTo(1);
        assertThat(block.cumulativeLost()).isEqualTo(2);
        assertThat(block.fractionLost()).isEqualTo(128);
        assertThat(block.highestSequence()).isEqualTo(0x1_0002);
        assertThat(block.jitterTicks()).isEqualTo(5);
        assertThat(receiver.reportBlock(70_000_000).fractionLost()).isZero();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "plain,             80600001000000020000000 3aabb,            aabb",
        "marker,            80e00001000000020000000 3aabb,            aabb",
        "one CSRC,          816000010000000200000003 00000009aabb,    aabb",
        "extension,         906000010000000200000003bede00010102 0304aabb, aabb",
        "padding,           a06000010000000200000003aabb0002,         aabb",
        "empty,             806000010000000200000003,                 ''",
    })
    void readsHeaders(String what, String hex, String payload) throws RtpException {
        ByteBuffer packet = ByteBuffer.wrap(HexFormat.of().parseHex("ff" + hex.replace(" ", "")))
                .position(1);
        RtpHeader header = RtpHeader.read(packet);
        byte[] bytes = new byte[header.payloadBytes()];
        packet.get(header.payloadFrom(), bytes);
        assertThat(HexFormat.of().formatHex(bytes)).as(what).isEqualTo(payload);
        assertThat(List.of(header.sequence(), header.rtpTimestamp(), header.ssrc(), header.payloadType()))
                .containsExactly(1, 2, 3, 96);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "too short,              8060000100000002000000",
        "version 1,              406000010000000200000003aabb",
        "CSRCs after the end,    8f6000010000000200000003aabb",
        "extension after the end, 906000010000000200000003bedeffff",
        "no room for extension,  906000010000000200000003be",
        "padding of nothing,     a06000010000000200000003aa00",
        "padding over all,       a06000010000000200000003aaff",
    })
    void refusesOtherPackets(String what, String hex) {
        ByteBuffer packet = ByteBuffer.wrap(HexFormat.of().parseHex(hex));
        assertThatThrownBy(() -> RtpHeader.read(packet)).as(what).isInstanceOf(RtpException.class);
        receiver.packet(packet, 0);
        assertThat(receiver.statistics().malformed()).isEqualTo(1);
    }
}
