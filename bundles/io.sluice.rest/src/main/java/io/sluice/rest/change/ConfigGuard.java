/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest.change;

import io.sluice.api.driver.Source;
import io.sluice.rest.http.ProblemException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What of a changed configuration may not come over HTTP, not even from an administrator. */
public final class ConfigGuard {
    /** They decide which programs are started, and with what: theirs is the machine. */
    private static final List<String> MACHINE = List.of("exec", "echo", "env", "ffmpeg", "hass");

    private final SourcePolicy policy;

    public ConfigGuard(SourcePolicy policy) {
        this.policy = policy;
    }

    /** Refuses with 403 and all reasons. A masked secret stands for the one that is there. */
    public void check(YamlTree old, YamlTree changed) throws ProblemException {
        var reasons = new ArrayList<String>();
        for (String section : MACHINE) {
            if (!same(old.top(section), changed.top(section))) {
                reasons.add("the section " + section + " can be changed in the configuration file only");
            }
        }
        Set<String> streams = changed.section("streams").keySet();
        for (String section : List.of("streams", "publish")) {
            Set<String> known = known(old.section(section));
            changed.section(section).forEach((name, value) -> {
                for (String source : YamlTree.sources(value)) {
                    String refusal = known.contains(source) ? null : policy.refusal(source, streams);
                    if (refusal != null) {
                        reasons.add(section + "." + name + ": " + refusal);
                    }
                }
            });
        }
        var variables = new HashSet<String>();
        old.scalars(variables::add);
        changed.scalars(text -> {
            if (text.contains("${") && !variables.contains(text) && !isMasked(text, variables)) {
                reasons.add("variables can be used in the configuration file only");
            }
        });
        if (!reasons.isEmpty()) {
            throw new ProblemException(403, String.join("; ", reasons)).with(List.copyOf(reasons));
        }
    }

    private static boolean isMasked(String text, Set<String> all) {
        return all.stream().anyMatch(known -> Source.mask(known).equals(text));
    }

    private static Set<String> known(Map<String, Object> section) {
        var known = new HashSet<String>();
        section.values()
                .forEach(value -> YamlTree.sources(value).forEach(source -> {
                    known.add(source);
                    known.add(Source.mask(source));
                }));
        return known;
    }

    private static boolean same(@Nullable Object old, @Nullable Object changed) {
        if (old instanceof Map<?, ?> before && changed instanceof Map<?, ?> after) {
            return before.keySet().equals(after.keySet())
                    && before.keySet().stream().allMatch(key -> same(before.get(key), after.get(key)));
        }
        if (old instanceof List<?> before && changed instanceof List<?> after) {
            for (int i = 0; i < before.size(); i++) {
                if (before.size() != after.size() || !same(before.get(i), after.get(i))) {
                    return false;
                }
            }
            return before.size() == after.size();
        }
        String before = Objects.toString(old, "");
        String after = Objects.toString(changed, "");
        return before.equals(after)
                || after.equals("***")
                || Source.mask(before).equals(after);
    }
}
