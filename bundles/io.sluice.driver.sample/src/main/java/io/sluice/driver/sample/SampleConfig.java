/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.sample;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What the user can set: the form in the web console. */
@ObjectClassDefinition(name = "Sample driver", description = "Makes a picture and a tone; the driver guide's example")
public @interface SampleConfig {
    /** Of Configuration Admin. */
    String PID = "io.sluice.driver.sample";

    /** Pitch for sources without the option {@code #tone=HZ}. */
    @AttributeDefinition(name = "Tone", description = "Pitch of the tone in Hz", min = "50", max = "3000")
    int tone_hz() default 440;

    /** How often a picture is made. */
    @AttributeDefinition(
            name = "Pictures per second",
            description = "How often a picture is made",
            min = "1",
            max = "25")
    int pictures_per_second() default 5;
}
