/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.media.Codec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

class H264DepacketizerTest {
    private static final String IDR = "6588aa";
    private static final String SLICE = "419a01";

    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "h264-packets.tsv", delimiter = '\t', numLinesToSkip = 1)
    void putsUnitsTogether(String what, String packets, String units) {
        assertThat(String.join("; ", receive(packets).texts())).as(what).isEqualTo(units.replace(" + ", ""));
    }

    @Test
    void splitsAggregationPackets() {
        assertThat(receive("0M1800026742000268ce0003" + IDR).texts())
                .containsExactly("key 0 000000026742" + "0000000268ce" + "00000003" + IDR);
    }

    @Test
    void splitsAnnexBInsideAPacket() {
        assertThat(receive("0M0000000167420000000168ce000001" + IDR).texts())
                .containsExactly("key 0 000000026742" + "0000000268ce" + "00000003" + IDR);
    }

    @ParameterizedTest
    @CsvSource({
        "STAP-B, 0M190000 ",
        "MTAP16, 0M1a00000000",
        "FU-B, 0M1d850000",
        "reserved, 0M1e00",
        "STAP-A too short, 0M180009aa",
        "nothing, 0M"
    })
    void refusesWhatModesZeroAndOneDoNotHave(String what, String packet) {
        var received = new Clips.Received();
        var receiver = new RtpReceiver(Codec.of(Codec.H264, 90_000, 0), received);
        int sequence = 0;
        for (String p : ("0M" + IDR + " " + packet.replace("0M", "1M") + " 2M" + SLICE).split(" ")) {
            receiver.packet(Packets.packet(p, sequence++), 0);
        }
        assertThat(received.units).as(what).hasSize(2);
        assertThat(receiver.statistics().malformed()).isEqualTo(1);
        assertThat(receiver.statistics().lastProblem()).isNotEmpty();
        assertThat(receiver.statistics().droppedUnits()).isEqualTo(1);
    }

    @Test
    void countsWhatIsLostAndLate() {
        var receiver = new RtpReceiver(Codec.of(Codec.H264, 90_000, 0), new Clips.Received());
        for (int sequence : new int[] {65_534, 1, 0, 2}) {
            receiver.packet(Packets.packet(sequence + "M" + SLICE, sequence), 0);
        }
        var statistics = receiver.statistics();
        assertThat(statistics.packets()).isEqualTo(4);
        assertThat(statistics.lost()).isEqualTo(2);
        assertThat(statistics.late()).isEqualTo(1);
        assertThat(statistics.units()).isEqualTo(3);
    }

    private static Clips.Received receive(String packets) {
        return Packets.receive(Codec.of(Codec.H264, 90_000, 0), packets);
    }
}
