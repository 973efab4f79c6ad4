from django.apps import AppConfig


class MediaConfig(AppConfig):
    name = "lms.media"
    label = "media"
    verbose_name = "Hình ảnh, giọng đọc, video và tài liệu"

    def ready(self) -> None:
        from wagtail.images.models import Image
        from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy
        from wagtail.permissions import register_permission_policy

        from lms.media.models import Film, Recording

        # Whoever may add, change or choose pictures of a section may do so with its other files.
        for model in (Recording, Film):
            policy = CollectionOwnershipPermissionPolicy(
                model, auth_model=Image, owner_field_name="uploaded_by_user"
            )
            register_permission_policy(model, policy)
