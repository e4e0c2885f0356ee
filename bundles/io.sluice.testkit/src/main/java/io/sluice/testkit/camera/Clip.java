/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.testkit.camera;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Small H.264 clips (Annex B) of the openh264 project; origin and licence are in {@code NOTICE} beside them. */
public enum Clip {
    /** 1280x720, constrained baseline, 19 pictures with one key picture at the start. */
    ZHLING_720P("zhling-720p.h264"),
    /** 176x144, constrained baseline, 97 pictures; the first key picture is missing, others come every 30 pictures. */
    IDR_LOST_QCIF("idr-lost-qcif.h264");

    private final String file;

    Clip(String file) {
        this.file = file;
    }

    /** All bytes; the caller owns the array. */
    public byte[] bytes() {
        return resource(file);
    }

    /** Writes the clip to the directory and returns the file. */
    public Path writeTo(Path directory) throws IOException {
        return Files.write(directory.resolve(file), bytes());
    }

    static byte[] resource(String name) {
        try (InputStream in = Clip.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the test kit lacks " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
