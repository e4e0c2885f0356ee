/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.media.Bytes;
import io.sluice.api.media.Codec;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What FFmpeg's LATM muxer made of silence, and the same frames as its ADTS muxer wrote them. */
final class LatmDepacketizerTest {
    private static final String FIRST = "200014081fe0aef01002630bb319a9c97199b9718981800011820070";
    private static final String NEXT = "82008c100380";
    private static final String FIRST_FRAME = "de02004c61766335392e33372e313030000230400e";
    private static final String NEXT_FRAME = "01182007";

    private static Codec latm(String cpresent) {
        return Codec.of(Codec.AAC, 16_000, 1).with("cpresent", cpresent);
    }

    @Test
    void readsTheConfigurationInBand() {
        // What comes before the configuration is nothing; elements may be cut.
        var received = Packets.receive(
                latm("1"),
                "0M" + NEXT + " 1024M" + FIRST + " 2048." + NEXT.substring(0, 4) + " 2048M" + NEXT.substring(4));
        assertThat(received.texts()).containsExactly("key 1024 " + FIRST_FRAME, "key 2048 " + NEXT_FRAME);
        assertThat(received.codecs)
                .singleElement()
                .extracting(Codec::parameterSets)
                .isEqualTo(List.of(Bytes.ofHex("1408")));
    }

    @Test
    void aConfigurationThatCannotBeReadIsNone() {
        String reservedRate = "200016880000";
        var received =
                Packets.receive(latm("1"), "0M" + reservedRate + " 1024M" + NEXT + " 2048M" + FIRST + " 3072M" + NEXT);
        assertThat(received.texts()).containsExactly("key 2048 " + FIRST_FRAME, "key 3072 " + NEXT_FRAME);
    }

    @Test
    void readsFramesWhoseConfigurationIsKnown() {
        Codec codec = latm("0").with(List.of(Bytes.ofHex("1408")));
        var received = Packets.receive(codec, "0M04aabbccdd 1024.02ee 1024Mff 2048.01aa 3072.01bb 4096M05 5120M01cc");
        assertThat(received.texts())
                .containsExactly("key 0 aabbccdd", "key 1024 eeff", "key 2048 aa", "key 3072 bb", "key 5120 cc");
        var three = Packets.receive(codec.with("subframes", "3"), "0M01aa02bbbb01cc");
        assertThat(three.texts()).containsExactly("key 0 aa", "key 1024 bbbb", "key 2048 cc");
    }

    @Test
    void dropsWhatIsNotWhole() {
        Codec codec = latm("0").with(List.of(Bytes.ofHex("1408")));
        var received = Packets.receive(codec, "0.04aa - 0Mbb 1024M01cc");
        assertThat(received.texts()).containsExactly("key 1024 cc");
    }
}
