/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** The driver guide's example: three small classes that make a picture and a tone. */
@NullMarked
package io.sluice.driver.sample;

import org.jspecify.annotations.NullMarked;
