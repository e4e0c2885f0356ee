/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The form of the tuning; read by {@link io.sluice.core.lane.Tuning}. */
@ObjectClassDefinition(
        id = TuningConfig.PID,
        name = "Sluice tuning",
        description = "Every time-out and limit. Times are written as 500ms, 5s, 2m or 1h.")
@interface TuningConfig {
    String PID = "io.sluice.tuning";

    @AttributeDefinition(description = "How long viewers stay connected while nothing flows")
    String hold() default "30s";

    @AttributeDefinition(description = "How long a source runs on after its last viewer")
    String linger() default "5s";

    @AttributeDefinition(description = "The same for a source that reads from a stream of this server")
    String linger__local() default "0s";

    @AttributeDefinition(description = "Deadline for opening a source")
    String open() default "10s";

    @AttributeDefinition(description = "Deadline for closing a source")
    String close() default "3s";

    @AttributeDefinition(description = "How long a join may take")
    String start() default "10s";

    @AttributeDefinition(description = "How long the viewers of a stopped protocol wait for its next version")
    String handover() default "5s";

    @AttributeDefinition(description = "After which a silent track is judged stalled")
    String stall() default "5s";

    @AttributeDefinition(description = "How often the invariants are checked")
    String check__interval() default "10s";

    @AttributeDefinition(name = "retry.first", description = "Delay before the second attempt")
    String retry_first() default "500ms";

    @AttributeDefinition(name = "retry.factor", description = "By which each delay grows")
    String retry_factor() default "1.6";

    @AttributeDefinition(name = "retry.cap", description = "Longest delay between attempts")
    String retry_cap() default "30s";

    @AttributeDefinition(name = "retry.reset", description = "Good media for this long starts the policy anew")
    String retry_reset() default "30s";

    @AttributeDefinition(name = "retry.jitter", description = "Share by which a delay is varied at random")
    String retry_jitter() default "0.2";

    @AttributeDefinition(name = "retry.auth_tries", description = "Attempts with refused credentials in the window")
    int retry_auth__tries() default 3;

    @AttributeDefinition(name = "retry.auth_window", description = "See there")
    String retry_auth__window() default "5m";

    @AttributeDefinition(description = "Most streams defined at once")
    int max__streams() default 4096;

    @AttributeDefinition(description = "Most viewers at once in all streams")
    int max__viewers() default 4096;
}
