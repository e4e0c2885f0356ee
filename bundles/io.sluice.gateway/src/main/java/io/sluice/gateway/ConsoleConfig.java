/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The form of the Web Console's reach. */
@ObjectClassDefinition(
        id = ConsoleConfig.PID,
        name = "Sluice Web Console",
        description = "The Web Console is for administrators")
@interface ConsoleConfig {
    String PID = "io.sluice.console";

    @AttributeDefinition(description = "Whether it answers administrators who are not on this machine")
    boolean remote() default false;
}
