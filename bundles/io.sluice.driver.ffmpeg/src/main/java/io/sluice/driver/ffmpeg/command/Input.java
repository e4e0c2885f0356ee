/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.ffmpeg.command;

import io.sluice.api.stream.StreamName;
import java.util.List;

/** What ffmpeg reads. */
public sealed interface Input {
    /** Whether it is this machine's own (a file, a device) or costs its processor without any camera. */
    boolean reachesMachine();

    /**
     * A URL of the network.
     *
     * @param scheme in lower case: http, https, rtmp, rtmps, rtsp or rtsps
     * @param url with credentials: never log it
     */
    record Url(String scheme, String url) implements Input {
        @Override
        public boolean reachesMachine() {
            return false;
        }

        /** Without the URL, which may hold a password. */
        @Override
        public String toString() {
            return scheme + " URL";
        }
    }

    /**
     * Another stream of this server, which ffmpeg reads through the driver's own listener.
     *
     * @param filter which tracks, in go2rtc's syntax: {@code video}, {@code audio}, {@code video&audio=aac}
     */
    record OwnStream(StreamName name, String filter) implements Input {
        @Override
        public boolean reachesMachine() {
            return false;
        }
    }

    /** @param path absolute */
    record LocalFile(String path) implements Input {
        @Override
        public boolean reachesMachine() {
            return true;
        }
    }

    /**
     * A device of this machine, or a picture, tone or speech that ffmpeg makes.
     *
     * @param arguments complete, with {@code -i}
     */
    record Made(Kind kind, List<String> arguments) implements Input {
        /** As the source names it. */
        public enum Kind {
            DEVICE,
            VIRTUAL,
            TTS
        }

        public Made {
            arguments = List.copyOf(arguments);
        }

        @Override
        public boolean reachesMachine() {
            return true;
        }
    }
}
