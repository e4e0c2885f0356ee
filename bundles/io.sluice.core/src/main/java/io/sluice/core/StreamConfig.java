/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The form of one stream. */
@ObjectClassDefinition(id = ConfiguredStream.PID, name = "Sluice stream", description = "A stream and its sources")
@interface StreamConfig {
    @AttributeDefinition(description = "Name: letters, digits, space and . _ ~ - in parts joined by /")
    String name();

    @AttributeDefinition(
            required = false,
            description = "Sources in the order in which tracks are looked for, for example rtsp://host/path; none:"
                    + " somebody publishes to it")
    String[] sources() default {};

    @AttributeDefinition(
            required = false,
            description = "What is kept running without any viewer, as in a URL: video, audio=aac; empty: nothing")
    String preload() default "";

    @AttributeDefinition(
            required = false,
            description = "Whether somebody who publishes takes the place of whoever publishes already")
    boolean takeover() default false;

    String webconsole_configurationFactory_nameHint() default "{name}";
}
