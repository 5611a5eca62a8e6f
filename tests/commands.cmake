# SPDX-License-Identifier: Apache-2.0
# The job that the README begins with, as a target: builds the command and runs the shipped main scenario.
add_custom_target(main-job
  COMMAND $<TARGET_FILE:purser> run scenarios/gallery/deepseek-v3-pretraining-h800.yaml
  WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
  DEPENDS purser
  USES_TERMINAL
  COMMENT "purser run scenarios/gallery/deepseek-v3-pretraining-h800.yaml"
  VERBATIM)
