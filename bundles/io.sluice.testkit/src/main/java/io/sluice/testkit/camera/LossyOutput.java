/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.testkit.camera;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Loses, repeats and mixes up RTP packets; over TCP as cameras do whose own buffer is full. One thread. */
final class LossyOutput {
    private static final int DEPTH = 4;

    private final CameraOutput to;
    private final CameraFaults faults;
    private final List<byte[]> kept = new ArrayList<>();

    LossyOutput(CameraOutput to, CameraFaults faults) {
        this.to = to;
        this.faults = faults;
    }

    void rtp(byte[] packet) throws IOException {
        if (CameraFaults.happens(faults.loss)) {
            return;
        }
        kept.add(packet);
        if (CameraFaults.happens(faults.reorder) && kept.size() < DEPTH) {
            return;
        }
        Collections.shuffle(kept);
        for (byte[] each : kept) {
            to.rtp(each);
            if (CameraFaults.happens(faults.duplicate)) {
                to.rtp(each);
            }
        }
        kept.clear();
    }
}
