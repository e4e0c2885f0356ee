/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.exec;

import io.sluice.api.driver.Opened;
import io.sluice.api.driver.Source;
import io.sluice.api.stream.Reason;
import io.sluice.lib.codec.CodecException;
import io.sluice.lib.process.Exit;
import io.sluice.lib.process.Program;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says how a program ended, to core and to people. */
final class Ending {
    private static final int MAX_WORDS = 3;
    private static final int SIGNALLED = 128;
    private static final int SIGKILL = 9;
    private static final int SIGTERM = 15;

    private Ending() {}

    /** Of a program that ended, or was stopped by its supervisor. */
    static Opened.Refused of(Program program, Exit exit) {
        String words = words(program.lastWords());
        String why = program.why();
        if (why != null && why.startsWith("nothing came")) {
            return refused(Reason.TIMEOUT, program.name() + " was stopped: " + why + words);
        }
        Integer code = exit.code();
        if (code != null && code == 0) {
            return refused(Reason.ENDED, program.name() + " ended" + words);
        }
        return refused(Reason.FAILED, program.name() + " " + how(code, why) + words);
    }

    private static String how(@Nullable Integer code, @Nullable String why) {
        if (code == null) {
            return "does not end";
        }
        if (code < SIGNALLED) {
            return "ended with code " + code;
        }
        int signal = code - SIGNALLED;
        // What ends its output lives on sometimes; then it was our signal.
        boolean ours = why != null && (signal == SIGTERM || signal == SIGKILL);
        return ours ? "was stopped: " + why : "was ended by signal " + signal;
    }

    private static Opened.Refused refused(Reason reason, String text) {
        return new Opened.Refused(reason, text, Opened.Retry.YES);
    }

    /** Of a program whose output nothing can be made of. */
    static Opened.Refused of(String program, CodecException e) {
        Reason reason = e.isUnsupported() ? Reason.UNSUPPORTED_MEDIA : Reason.PROTOCOL_ERROR;
        return refused(reason, program + " writes " + e.getMessage());
    }

    /** The last lines of its standard error, masked. */
    static String words(List<String> lines) {
        if (lines.isEmpty()) {
            return "";
        }
        List<String> last = lines.subList(Math.max(0, lines.size() - MAX_WORDS), lines.size());
        return "; its last words: " + Source.mask(String.join(" | ", last));
    }
}
