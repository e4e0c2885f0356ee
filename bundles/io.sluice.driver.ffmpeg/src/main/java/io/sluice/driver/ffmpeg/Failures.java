/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.ffmpeg;

import io.sluice.api.driver.Opened;
import io.sluice.api.driver.Source;
import io.sluice.api.stream.Reason;
import io.sluice.lib.process.Exit;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the end of an ffmpeg means: its last words as a reason for programs and a sentence for people. */
final class Failures {
    /** Why a program is stopped that closed its connection: it is over, and its own end tells why. */
    static final String GAVE_UP = "it gives no media any more";

    private static final int SHOWN_CHARACTERS = 300;
    /** Our own addresses are nobody's business, and of no use to anybody. */
    private static final Pattern OWN = Pattern.compile("rtsp://127\\.0\\.0\\.1:\\d+/[0-9a-f]{48}\\S*");
    /** What ffmpeg says of a component: {@code [rtsp @ 0x55d0]}. */
    private static final Pattern COMPONENT = Pattern.compile("^\\[[^]]*@ 0x[0-9a-f]+] ");

    /** The first that is found in the words decides, so what says more comes first. */
    private static final List<Sign> SIGNS = List.of(
            new Sign(Reason.UNAUTHORIZED, Opened.Retry.CAREFULLY, "401 unauthorized", "authorization failed"),
            new Sign(Reason.FORBIDDEN, Opened.Retry.CAREFULLY, "403 forbidden", "access denied"),
            new Sign(Reason.SOURCE_NOT_FOUND, Opened.Retry.YES, "404 not found", "no such file or directory"),
            new Sign(Reason.REFUSED, Opened.Retry.YES, "connection refused"),
            new Sign(
                    Reason.UNREACHABLE,
                    Opened.Retry.YES,
                    "no route to host",
                    "network is unreachable",
                    "name or service not known",
                    "name resolution",
                    "failed to resolve"),
            new Sign(Reason.TIMEOUT, Opened.Retry.YES, "connection timed out", "operation timed out"),
            new Sign(Reason.BUSY, Opened.Retry.YES, "device or resource busy"),
            new Sign(Reason.FORBIDDEN, Opened.Retry.YES, "permission denied", "operation not permitted"),
            new Sign(
                    Reason.UNSUPPORTED_MEDIA,
                    Opened.Retry.YES,
                    "unknown encoder",
                    "unknown decoder",
                    "encoder not found",
                    "decoder not found",
                    "error while opening encoder",
                    "no decoder for"),
            new Sign(
                    Reason.INVALID,
                    Opened.Retry.YES,
                    "unrecognized option",
                    "option not found",
                    "error parsing options"),
            new Sign(
                    Reason.TRACK_MISSING,
                    Opened.Retry.YES,
                    "does not contain any stream",
                    "matches no streams",
                    "no streams to mux"),
            new Sign(
                    Reason.UNSUPPORTED_MEDIA,
                    Opened.Retry.YES,
                    "invalid data found",
                    "could not find codec parameters",
                    "unsupported codec"),
            new Sign(Reason.RESET, Opened.Retry.YES, "connection reset", "broken pipe"));

    /** Texts in small letters that mean something. */
    private record Sign(Reason reason, Opened.Retry retry, List<String> texts) {
        Sign(Reason reason, Opened.Retry retry, String... texts) {
            this(reason, retry, List.of(texts));
        }

        static @Nullable Sign in(List<String> words) {
            String all = String.join("\n", words).toLowerCase(Locale.ROOT);
            for (Sign sign : SIGNS) {
                if (sign.texts.stream().anyMatch(all::contains)) {
                    return sign;
                }
            }
            return null;
        }
    }

    private Failures() {}

    /**
     * @param why it was told to stop, or null when it ended by itself
     * @param words the last lines of its standard error
     */
    static FfmpegProducer.End of(Exit exit, @Nullable String why, List<String> words) {
        boolean byItself = why == null || why.equals(GAVE_UP);
        Integer code = why == null ? exit.code() : null;
        String how =
                byItself ? "ffmpeg ended" + (code == null ? "" : " with code " + code) : "ffmpeg was stopped: " + why;
        Sign sign = code != null && code == 0 ? null : Sign.in(words);
        Reason otherwise = !byItself ? Reason.STALLED : code != null && code != 0 ? Reason.FAILED : Reason.ENDED;
        return sign == null
                ? new FfmpegProducer.End(otherwise, how + lastWord(words), Opened.Retry.YES)
                : new FfmpegProducer.End(sign.reason, how + lastWord(words), sign.retry);
    }

    /** The last line without credentials and addresses of ours, behind a colon; empty when there is none. */
    static String lastWord(List<String> words) {
        if (words.isEmpty()) {
            return "";
        }
        String line = COMPONENT.matcher(words.get(words.size() - 1)).replaceFirst("");
        String masked = Source.mask(OWN.matcher(line).replaceAll("our own port"));
        return ": " + (masked.length() > SHOWN_CHARACTERS ? masked.substring(0, SHOWN_CHARACTERS) + " …" : masked);
    }
}
