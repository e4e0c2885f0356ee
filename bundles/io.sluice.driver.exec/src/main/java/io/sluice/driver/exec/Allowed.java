/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.exec;

import io.sluice.api.driver.Opened;
import io.sluice.api.stream.Reason;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The programs that may be started: {@code exec.allow_paths}. */
record Allowed(List<String> paths) {
    Allowed {
        paths = List.copyOf(paths);
    }

    /** Of the component's configuration. */
    static Allowed of(Map<String, Object> configuration) {
        Object said = configuration.get("allow_paths");
        if (said instanceof String[] array) {
            return new Allowed(List.of(array));
        }
        if (said instanceof Collection<?> list) {
            return new Allowed(list.stream().map(Object::toString).toList());
        }
        return new Allowed(said instanceof String one && !one.isBlank() ? List.of(one) : List.of());
    }

    /** Why a program may not be started, or null. */
    Opened.@Nullable Refused refusal(String program) {
        if (paths.contains(program)) {
            return null;
        }
        String text = paths.isEmpty()
                ? "exec: is off, because exec.allow_paths is empty; add " + program + " to it"
                : program + " is not in exec.allow_paths, which has " + String.join(", ", paths);
        return new Opened.Refused(Reason.FORBIDDEN, text, Opened.Retry.NO);
    }
}
