/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Bytes;
import io.sluice.api.media.Codec;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever comes in, nothing but the declared exception comes out. A failure is repeated by the same seed. */
class RobustnessTest {
    private static final int ROUNDS = 200;

    private interface Reader {
        void read(byte[] bytes) throws CodecException;
    }

    @Test
    void parameterSetsOfAnyBytes() {
        all("seeds-h264.txt", bytes -> H264Sps.read(Bytes.of(bytes)));
        all("seeds-h265.txt", bytes -> H265Sps.read(Bytes.of(bytes)));
        all("seeds-h264.txt", bytes -> describe(Codec.H264, bytes));
        all("seeds-h265.txt", bytes -> describe(Codec.H265, bytes));
    }

    @Test
    void streamsOfAnyBytes() {
        all("seeds-h264.txt", bytes -> AnnexBReader.read(bytes, Codec.of(Codec.H264, 90_000, 0), 1));
        all("seeds-h265.txt", bytes -> AnnexBReader.read(bytes, Codec.of(Codec.H265, 90_000, 0), 1));
    }

    @Test
    void unitsOfAnyBytes() {
        for (String seeds : new String[] {"seeds-h264.txt", "seeds-h265.txt"}) {
            all(seeds, bytes -> {
                H264.isKey(ByteBuffer.wrap(bytes));
                H265.isKey(ByteBuffer.wrap(bytes));
                FrameStamp.find(AccessUnit.of(bytes, 0, false), Codec.H264);
                FrameStamp.find(AccessUnit.of(bytes, 0, false), Codec.H265);
                NalUnits.split(AccessUnit.of(bytes, 0, false));
            });
        }
    }

    @Test
    void audioConfigurationOfAnyBytes() {
        all("seeds-aac.txt", bytes -> AudioSpecificConfig.read(Bytes.of(bytes)));
    }

    private static void describe(String name, byte[] bytes) {
        var sets = new ParameterSets(Codec.of(name, 90_000, 0));
        sets.add(Bytes.of(bytes));
        sets.endUnit();
    }

    private static void all(String seeds, Reader reader) {
        int refused = 0;
        var random = new Random(20_261_120);
        for (Bytes seed : Seeds.hexLines(seeds)) {
            for (int i = 0; i < ROUNDS; i++) {
                byte[] bytes = i == 0 ? seed.toByteArray() : Seeds.mutate(seed.toByteArray(), random);
                try {
                    reader.read(bytes);
                } catch (CodecException e) {
                    refused++;
                } catch (RuntimeException e) {
                    throw new AssertionError("by " + Bytes.of(bytes).toHex(), e);
                }
            }
        }
        assertThat(refused).isNotNegative();
    }
}
